import type { BuildFacts, RunState, StatusState } from "./build-state.ts";
import type { DeployConfig } from "./config/deploy-config.ts";

/** A workflow run, a check, a check suite or a status of a commit, as its newest event has told of it. */
export interface KnownBuild {
  readonly source: "run" | "suite" | "check" | "status";
  /** GitHub's number. */
  readonly number: number;
  /** A run's, as GitHub counts; of a check or a suite the second in which it started or ended; of a status 1. */
  readonly attempt: number;
  /** 40 hex. */
  readonly sha: string;
  readonly branch: string | undefined;
  /** The workflow's file, the check's or the app's name, or the status's context. */
  readonly name: string;
  /** What started a run: `push`; empty for all others. */
  readonly event: string;
  readonly state: "queued" | "running" | "completed";
  /** `success`, `failure`, …; undefined before it is completed. */
  readonly conclusion: string | undefined;
}

/** Whose result a config takes for its build's. */
export type BuildSource = NonNullable<DeployConfig["artifact"]>["build"];

/**
 * What a config counts of a commit's builds: the workflow, check or status that it names, else all of them.
 * @param builds the newest first
 */
export function countedBuilds(builds: readonly KnownBuild[], source: BuildSource): BuildFacts {
  const counted = builds.filter((build) => isCounted(build, source));
  return {
    runs: counted.filter((build) => build.source === "run").map(runState),
    statuses: newestOfEach(counted.filter((build) => build.source !== "run")).map(statusState),
  };
}

/** The same of what GitHub has answered, which knows runs and statuses alone. */
export function countedFacts<Run extends RunState, Status extends StatusState>(
  { runs, statuses }: { readonly runs: readonly Run[]; readonly statuses: readonly Status[] },
  source: BuildSource,
): { readonly runs: readonly Run[]; readonly statuses: readonly Status[] } {
  if (source?.workflow !== undefined) {
    const { workflow } = source;
    return { runs: runs.filter(({ path }) => isWorkflow(path, workflow)), statuses: [] };
  }
  if (source?.status !== undefined) {
    const { status } = source;
    return { runs: [], statuses: statuses.filter(({ context }) => isSameName(context, status)) };
  }
  return { runs, statuses };
}

function isCounted({ source: kind, name }: KnownBuild, source: BuildSource): boolean {
  if (source?.workflow !== undefined) return kind === "run" && isWorkflow(name, source.workflow);
  if (source?.check !== undefined) return (kind === "check" || kind === "suite") && name === source.check;
  if (source?.status !== undefined) return kind === "status" && isSameName(name, source.status);
  return true;
}

function isWorkflow(path: string, file: string): boolean {
  return path === `.github/workflows/${file}`;
}

/** GitHub ignores case in the contexts of statuses. */
function isSameName(a: string, b: string): boolean {
  return a.toLowerCase() === b.toLowerCase();
}

function newestOfEach(builds: readonly KnownBuild[]): readonly KnownBuild[] {
  const key = ({ source, name }: KnownBuild): string => `${source} ${name.toLowerCase()}`;
  return builds.filter((build, index) => builds.findIndex((one) => key(one) === key(build)) === index);
}

function runState({ number, attempt, name, event, branch, state, conclusion }: KnownBuild): RunState {
  return {
    id: number,
    attempt,
    path: name,
    name,
    event,
    branch: branch ?? null,
    status: state,
    conclusion: conclusion ?? null,
  };
}

const PASSED = new Set(["success", "neutral", "skipped"]);

function statusState({ name, conclusion }: KnownBuild): StatusState {
  const state = conclusion === undefined ? "pending" : PASSED.has(conclusion) ? "success" : "failure";
  return { context: name, state };
}
