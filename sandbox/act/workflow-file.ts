import { parse } from "yaml";
import type { Permissions } from "../github/model.ts";

/** What has to be known of a workflow file to run it with act, which does not tell it. */
export interface WorkflowFacts {
  readonly name: string;
  /** The names of the events that start it. */
  readonly events: readonly string[];
  /** Each job's outputs by name, as the file words them; a job that calls a workflow has none here. */
  readonly jobs: ReadonlyMap<string, Readonly<Record<string, string>>>;
  /** All that its own jobs ask for: act has one token for all of them. */
  readonly permissions: Permissions;
  /** `actions/checkout@<ref>`: the actions that come from elsewhere. */
  readonly uses: readonly string[];
}

interface Job {
  readonly permissions?: Permissions;
  readonly outputs?: Readonly<Record<string, string>>;
  readonly steps?: readonly { readonly uses?: string }[];
}

interface File {
  readonly name: string;
  readonly on: Readonly<Record<string, unknown>>;
  readonly jobs: Readonly<Record<string, Job>>;
}

/** Reads a workflow file's text. */
export function readWorkflowFacts(text: string): WorkflowFacts {
  const { name, on, jobs } = parse(text) as File;
  const own = Object.values(jobs);
  return {
    name,
    events: Object.keys(on),
    jobs: new Map(Object.entries(jobs).map(([id, { outputs = {} }]) => [id, outputs])),
    permissions: union(own.filter(({ steps }) => steps !== undefined)),
    uses: own.flatMap(({ steps = [] }) =>
      steps.flatMap(({ uses = "" }) => (/^(\.\/|$)/.test(uses) ? [] : [uses])),
    ),
  };
}

function union(jobs: readonly Job[]): Permissions {
  const all = jobs.flatMap(({ permissions = {} }) => Object.entries(permissions));
  const writes = all.filter(([, level]) => level === "write");
  return Object.fromEntries([...all, ...writes]);
}
