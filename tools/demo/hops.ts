import type { JobRecord, Progress, WorkflowEvent } from "@release-channels/sandbox";
import { textAt } from "../../apps/deploy-server/narrow.ts";
import { SHOP } from "../matrix/shop.ts";
import type { Screen, Style } from "./screen.ts";
import { RELEASES, type World } from "./world.ts";

interface Result {
  readonly container?: string;
  readonly channel?: string;
  readonly outcome: string;
  readonly reason: string;
}

const OUTCOME_STYLES: ReadonlyMap<string, Style> = new Map([
  ["applied", "green"],
  ["unchanged", "dim"],
  ["superseded", "yellow"],
  ["held", "yellow"],
  ["rejected", "red"],
] as const);

const LEVEL_STYLES = { error: "red", warning: "yellow", notice: "yellow" } as const;

/** The name of a run's first hop: by its workflow, or by its repository. */
const RUN_HOPS = new Map([
  ["Promote release", "promote"],
  ["Report running", "report"],
  ["Roll back release", "roll back"],
  ["Update database", "update"],
  [SHOP, "prepare"],
]);

/** Prints each hop of a release as GitHub, the runner and the cluster report it. */
export function showHops(world: World, screen: Screen): void {
  world.github.onEvent((event) => showEvent(event, screen));
  world.runner.onProgress((progress) => showProgress(progress, screen));
  world.cluster.onSync(({ revision }) =>
    screen.hop("cluster", `pulled ${short(revision)} of ${RELEASES}; the release API serves it`),
  );
}

function showEvent({ name, repository, sha, payload }: WorkflowEvent, screen: Screen): void {
  const isSource = repository.fullName !== RELEASES && repository.fullName !== SHOP;
  if (name === "push" && isSource) screen.hop("push", `${short(sha)} to ${repository.fullName}`);
  if (name === "deployment_status" && isSource) showDeployment(payload, repository.fullName, screen);
  if (name === "status" && isSource) showStatus(payload, repository.fullName, screen);
  if (name === "repository_dispatch") {
    const id = textAt(payload, "client_payload", "dispatch_id");
    screen.hop("dispatch", `to ${repository.fullName}${id === undefined ? "" : `, id ${id}`}`);
  }
}

function showDeployment(payload: object, repository: string, screen: Screen): void {
  const deployment = (name: string): string => textAt(payload, "deployment", name) ?? "";
  const status = (name: string): string => textAt(payload, "deployment_status", name) ?? "";
  const what = `${deployment("environment")} of ${short(deployment("sha"))} in ${repository}`;
  screen.hop("deployment", `${what}: ${status("state")}, ${status("description")}`);
}

function showStatus(payload: object, repository: string, screen: Screen): void {
  const status = (name: string): string => textAt(payload, name) ?? "";
  if (status("state") === "pending") return;
  const what = `${status("context")} of ${short(status("sha"))} in ${repository}`;
  screen.hop("status", `${what}: ${status("state")}, ${status("description")}`);
}

function showProgress(progress: Progress, screen: Screen): void {
  const { run } = progress;
  // It checks the template alone; in repositories made from it, its job is skipped.
  if (run.workflowName === "CI") return;
  const again = run.runAttempt > 1 ? ` (attempt ${run.runAttempt})` : "";
  const name = `${run.workflowName} #${run.runNumber}${again}`;
  if (progress.kind === "run-started") {
    const { fullName } = run.repository;
    const hop = RUN_HOPS.get(run.workflowName) ?? RUN_HOPS.get(fullName) ?? "build";
    screen.hop(hop, `${name} of ${fullName}, on ${run.event.name}`);
  }
  // A job that asked the deploy server tells of the server's commit, which is not to its own repository.
  if (progress.kind === "log" && run.repository.fullName === RELEASES) showCommit(progress.line, screen);
  if (progress.kind === "job-finished") showJob(name, progress.record, screen);
  if (progress.kind === "run-finished" && run.conclusion === "failure") {
    screen.hop("failed", `${name} of ${run.repository.fullName}: ${run.htmlUrl}`, "red");
  }
}

/** Not at the end of the job: the cluster has often pulled by then. */
function showCommit(line: string, screen: Screen): void {
  const [, sha] = /^Committed ([0-9a-f]{40}):/.exec(line) ?? [];
  if (sha !== undefined) screen.hop("commit", `${short(sha)} to ${RELEASES}`, "green");
}

function showJob(run: string, { outputs, annotations }: JobRecord, screen: Screen): void {
  if (outputs["digest"] !== undefined) screen.hop("image", `pushed, ${outputs["digest"].slice(0, 19)}…`);
  // An applied release without a commit is a dry run.
  const isDryRun = outputs["commit_sha"] === "";
  for (const result of readResults(outputs)) showResult(result, isDryRun, screen);
  for (const { level, message, title } of annotations) {
    // A release's own notice repeats its outcome.
    if (title === undefined || !/^(?:superseded|held): /.test(title))
      screen.hop(level, `${run}: ${message}`, LEVEL_STYLES[level]);
  }
}

function readResults(outputs: Readonly<Record<string, string>>): readonly Result[] {
  const { results } = outputs;
  return results === undefined || results === "" ? [] : JSON.parse(results);
}

function showResult(
  { container, channel, outcome, reason }: Result,
  isDryRun: boolean,
  screen: Screen,
): void {
  const style = OUTCOME_STYLES.get(outcome) ?? "cyan";
  const what = container === undefined ? "the dispatch" : `${container} in ${channel}`;
  const why = reason === "" || outcome === "rejected" ? "" : `: ${reason}`;
  const note = isDryRun && outcome === "applied" ? " (a dry run: nothing was written)" : "";
  screen.hop(outcome, `${what}${why}${note}`, style);
}

function short(sha: string): string {
  return sha.slice(0, 7);
}
