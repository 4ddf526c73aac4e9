import type { Permissions } from "../../github/model.ts";
import { githubContext } from "../job/contexts.ts";
import type { Machine, RunFacts } from "../job/facts.ts";
import { noFunctions } from "../job/functions.ts";
import type { Annotation, JobRecord, Progress } from "../records.ts";
import type { Functions } from "../template/expression.ts";
import type { Scope } from "../template/token.ts";
import type { Combination } from "../workflow/matrix.ts";
import type { JobDefinition, WorkflowFile } from "../workflow/model.ts";
import type { Calls } from "./calls.ts";
import type { ConcurrencyGroups } from "./concurrency.ts";
import type { Pool } from "./pool.ts";
import type { JobResult } from "./result.ts";

/** Shared by all runs. */
export interface Engine {
  readonly machine: Machine;
  readonly pool: Pool;
  readonly groups: ConcurrencyGroups;
  secretsOf(repository: string): Readonly<Record<string, string>>;
  /** @throws if the ref may not use the environment */
  environmentSecretsOf(
    repository: string,
    environment: string,
    ref: string,
  ): Readonly<Record<string, string>>;
  variablesOf(repository: string): Readonly<Record<string, string>>;
  progress(event: DistributiveOmit<Progress, "at" | "run">, runId: number): void;
}

type DistributiveOmit<T, K extends PropertyKey> = T extends unknown ? Omit<T, K> : never;

/** A job's record with its place: its callers' positions, then its own in its file and its matrix. */
export interface OrderedRecord {
  readonly order: readonly number[];
  readonly record: JobRecord;
}

/** What one attempt of a run collects. */
export interface Collected {
  readonly jobs: OrderedRecord[];
  readonly annotations: Annotation[];
  /** What the sandbox itself could not do. */
  readonly problems: unknown[];
}

/** One workflow file while its jobs run: the run's own, or a called one. */
export interface RunScope {
  readonly engine: Engine;
  readonly facts: RunFacts;
  readonly collected: Collected;
  readonly file: WorkflowFile;
  readonly calls: Calls;
  readonly inputs: Readonly<Record<string, unknown>>;
  readonly secrets: Readonly<Record<string, string>>;
  /** What the calling job may pass on; undefined at the top. */
  readonly permissions: Permissions | undefined;
  /** The calling jobs, outermost first. */
  readonly callers: readonly { readonly id: string; readonly name: string }[];
  /** The place of these jobs among all jobs; see OrderedRecord. */
  readonly order: readonly number[];
  /** Concurrency groups that are held further up: waiting for one of them would never end. */
  readonly heldGroups: readonly string[];
  /** Aborted when these jobs are cancelled. */
  readonly cancelled: AbortSignal;
  /** Runs the jobs of a called workflow. */
  readonly runJobs: (scope: RunScope) => Promise<ReadonlyMap<string, JobResult>>;
}

/** One combination of a job's matrix; a job without a matrix has one. */
export interface Instance {
  readonly job: JobDefinition;
  readonly needs: Readonly<Record<string, JobResult>>;
  readonly combination: Combination;
  readonly hasMatrix: boolean;
  readonly strategy: {
    readonly "fail-fast": boolean;
    readonly "job-index": number;
    readonly "job-total": number;
    readonly "max-parallel": number;
  };
  /** Aborted when it is no longer wanted. */
  readonly cancelled: AbortSignal;
}

/** An instance whose turn has come, with what it needs to run. */
export interface ReadyInstance extends Instance {
  readonly name: string;
  /** Evaluates one of the job's keys. */
  readonly template: (key: string) => Scope;
  /** The groups held by it and further up. */
  readonly heldGroups: readonly string[];
}

/** The place of a job, or of one instance of its matrix. */
export function orderOf(scope: RunScope, id: string, index = 0): readonly number[] {
  return [...scope.order, [...scope.file.jobs.keys()].indexOf(id), index];
}

/** The records in the order of the files, as GitHub lists them. */
export function inOrder(records: readonly OrderedRecord[]): readonly JobRecord[] {
  const compare = (one: readonly number[], other: readonly number[]): number => {
    const at = one.findIndex((value, index) => value !== other[index]);
    return at === -1 ? 0 : (one[at] ?? 0) - (other[at] ?? 0);
  };
  return records.toSorted((one, other) => compare(one.order, other.order)).map(({ record }) => record);
}

/** `caller.job`: the key of a job's record. */
export function recordId(scope: RunScope, id: string): string {
  return [...scope.callers.map((caller) => caller.id), id].join(".");
}

/** `caller / job`: how GitHub shows it. */
export function recordName(scope: RunScope, name: string): string {
  return [...scope.callers.map((caller) => caller.name), name].join(" / ");
}

/**
 * Evaluates a key of a job or a workflow, before there is a machine.
 * @param more contexts in addition to `github`, `inputs` and `vars`
 * @param subject the job's key that is evaluated, for messages
 */
export function jobTemplate(
  scope: RunScope,
  more: Readonly<Record<string, unknown>>,
  subject?: { readonly job: string; readonly key: string },
  functions: Functions = noFunctions,
): Scope {
  const { engine, facts } = scope;
  return {
    file: scope.file.label,
    ...(subject === undefined
      ? {}
      : { prefix: `Error when evaluating '${subject.key}' for job '${subject.job}'.` }),
    contexts: {
      github: githubContext(facts, engine.machine.github),
      inputs: scope.inputs,
      vars: engine.variablesOf(facts.run.repository.fullName),
      ...more,
    },
    functions,
  };
}
