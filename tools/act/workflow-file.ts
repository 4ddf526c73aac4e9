import type { Permissions, WorkflowEvent } from "@release-channels/sandbox";
import { parse } from "yaml";
import { textAt } from "../../apps/deploy-server/narrow.ts";

/** The facts about a workflow file that act needs but does not work out itself. */
export interface WorkflowFacts {
  readonly name: string;
  /** The events that start it, with their filters. */
  readonly on: Readonly<Record<string, EventFilter | null>>;
  /** All but those that call another repository's workflow, by their ids. */
  readonly jobs: ReadonlyMap<string, JobFacts>;
  /** The other repository's workflow that a job calls, by the job's id: `acme/releases/.github/workflows/x.yml@v1`. */
  readonly calls: ReadonlyMap<string, string>;
  /** The permissions of all its jobs, except calls within the repository: act has one token for all of them. */
  readonly permissions: Permissions;
  /** `actions/checkout@<ref>`: the actions that come from elsewhere. */
  readonly uses: readonly string[];
}

export interface JobFacts {
  /** By name, as the file writes them. */
  readonly outputs: Readonly<Record<string, string>>;
  /** The steps that are scripts, as act names them: by id, or else by position. */
  readonly scripts: readonly string[];
}

interface EventFilter {
  readonly branches?: readonly string[];
  readonly types?: readonly string[];
}

interface Job {
  readonly permissions?: Permissions;
  readonly outputs?: Readonly<Record<string, string>>;
  readonly steps?: readonly { readonly id?: string; readonly run?: string; readonly uses?: string }[];
  readonly uses?: string;
}

interface File {
  readonly name: string;
  readonly on: Readonly<Record<string, EventFilter | null>>;
  readonly jobs: Readonly<Record<string, Job>>;
}

/** Reads a workflow file's text. */
export function readWorkflowFacts(text: string): WorkflowFacts {
  const { name, on, jobs }: File = parse(text);
  const all = Object.entries(jobs);
  const calls = new Map(all.flatMap(([id, { uses = "" }]) => (isElsewhere(uses) ? [[id, uses]] : [])));
  return {
    name,
    on,
    jobs: new Map(all.flatMap(([id, job]) => (calls.has(id) ? [] : [[id, jobFacts(job)]]))),
    calls,
    permissions: union(all.flatMap(([id, job]) => (job.steps !== undefined || calls.has(id) ? [job] : []))),
    uses: all.flatMap(([, { steps = [] }]) =>
      steps.flatMap(({ uses = "" }) => (isElsewhere(uses) ? [uses] : [])),
    ),
  };
}

function jobFacts({ outputs = {}, steps = [] }: Job): JobFacts {
  const scripts = steps.flatMap(({ id, run }, index) => (run === undefined ? [] : [id ?? String(index)]));
  return { outputs, scripts };
}

function isElsewhere(uses: string): boolean {
  return uses !== "" && !uses.startsWith("./");
}

const usualTypes: Readonly<Record<string, readonly string[]>> = {
  pull_request: ["opened", "synchronize", "reopened"],
};

/**
 * Whether an event starts the workflow, which act leaves to its caller.
 * @throws Error for a branch pattern, which is not supported here
 */
export function isStartedBy(
  { on }: Pick<WorkflowFacts, "on">,
  { name, ref, payload }: Pick<WorkflowEvent, "name" | "ref" | "payload">,
): boolean {
  if (!Object.hasOwn(on, name)) return false;
  const { branches, types = usualTypes[name] } = on[name] ?? {};
  const pattern = branches?.find((branch) => /[*?+![]/.test(branch));
  if (pattern !== undefined) throw new Error(`the branch pattern ${pattern} is not supported here`);
  const branch =
    name === "pull_request"
      ? (textAt(payload, "pull_request", "base", "ref") ?? "")
      : ref.replace(/^refs\/heads\//, "");
  return (branches?.includes(branch) ?? true) && (types?.includes(String(payload["action"])) ?? true);
}

function union(jobs: readonly Job[]): Permissions {
  const all = jobs.flatMap(({ permissions = {} }) => Object.entries(permissions));
  const writes = all.filter(([, level]) => level === "write");
  return Object.fromEntries([...all, ...writes]);
}
