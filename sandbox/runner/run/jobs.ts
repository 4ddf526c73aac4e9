import type { Conclusion } from "../../github/model.ts";
import { isExpected, messageOf } from "../errors.ts";
import { jobFunctions } from "../job/functions.ts";
import { holds } from "../template/condition.ts";
import { plainText } from "../template/token.ts";
import { expandStrategy, type Strategy } from "../workflow/matrix.ts";
import type { JobDefinition } from "../workflow/model.ts";
import { runInstance } from "./instance.ts";
import { overall, unstartedRecord, type JobResult } from "./result.ts";
import { jobTemplate, orderOf, recordId, recordName, type Instance, type RunScope } from "./scope.ts";

/** Runs the jobs of a workflow file, each as soon as those it needs have finished. It does not throw. */
export async function runJobs(scope: RunScope): Promise<ReadonlyMap<string, JobResult>> {
  const { jobs } = scope.file;
  const running = new Map<string, Promise<JobResult>>();
  const resultOf = (job: JobDefinition): Promise<JobResult> => {
    let result = running.get(job.id);
    if (result === undefined) {
      result = whenReady(job);
      running.set(job.id, result);
    }
    return result;
  };
  const whenReady = async (job: JobDefinition): Promise<JobResult> => {
    const ancestors = new Map<string, JobResult>();
    for (const id of ancestorsOf(job, jobs)) {
      const needed = jobs.get(id);
      if (needed !== undefined) ancestors.set(id, await resultOf(needed));
    }
    return await runJobDefinition(scope, job, ancestors);
  };
  const results = new Map<string, JobResult>();
  const all = await Promise.all(
    [...jobs.values()].map(async (job) => [job.id, await resultOf(job)] as const),
  );
  for (const [id, result] of all) results.set(id, result);
  return results;
}

function ancestorsOf(job: JobDefinition, jobs: ReadonlyMap<string, JobDefinition>): ReadonlySet<string> {
  const found = new Set<string>();
  const visit = (id: string): void => {
    if (found.has(id)) return;
    found.add(id);
    for (const need of jobs.get(id)?.needs ?? []) visit(need);
  };
  for (const need of job.needs) visit(need);
  return found;
}

/** A job once all it needs has finished: its `if`, its matrix, its instances. */
async function runJobDefinition(
  scope: RunScope,
  job: JobDefinition,
  ancestors: ReadonlyMap<string, JobResult>,
): Promise<JobResult> {
  const none: JobResult = { result: "skipped", outputs: {} };
  const needs = Object.fromEntries(job.needs.map((id) => [id, ancestors.get(id) ?? none]));
  const results = new Map([...ancestors].map(([id, { result }]) => [id, result]));
  const wanted = (cancelled: boolean): boolean =>
    holds(
      job.condition,
      jobTemplate(scope, { needs }, { job: job.id, key: "if" }, jobFunctions(results, cancelled)),
    );
  try {
    if (!wanted(scope.cancelled.aborted)) {
      // A job that only the cancellation kept from running is cancelled; otherwise it is skipped.
      const result = scope.cancelled.aborted && job.needs.length === 0 ? "cancelled" : "skipped";
      recordUnstarted(scope, job, result);
      return { result, outputs: {} };
    }
    const strategy = expandStrategy(
      job.strategy,
      jobTemplate(scope, { needs }, { job: job.id, key: "strategy" }),
    );
    return await runStrategy(scope, job, strategy, needs, () => wanted(true));
  } catch (error) {
    scope.collected.annotations.push({ level: "error", message: messageOf(error) });
    if (!isExpected(error)) scope.collected.problems.push(error);
    recordUnstarted(scope, job, "failure");
    return { result: "failure", outputs: {} };
  }
}

/** Runs every combination of the matrix, as many at once as it allows. */
async function runStrategy(
  scope: RunScope,
  job: JobDefinition,
  strategy: Strategy,
  needs: Readonly<Record<string, JobResult>>,
  wantedWhenCancelled: () => boolean,
): Promise<JobResult> {
  const { combinations, maxParallel } = strategy;
  const stop = new AbortController();
  const onCancel = (): void => {
    if (!wantedWhenCancelled()) stop.abort();
  };
  if (!scope.cancelled.aborted) scope.cancelled.addEventListener("abort", onCancel, { once: true });
  const finished: JobResult[] = [];
  const waiting: Instance[] = combinations.map((combination, index) => ({
    job,
    needs,
    combination,
    hasMatrix: strategy.hasMatrix,
    strategy: {
      "fail-fast": strategy.failFast,
      "job-index": index,
      "job-total": combinations.length,
      "max-parallel": maxParallel,
    },
    cancelled: stop.signal,
  }));
  const worker = async (): Promise<void> => {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
      const result = await runInstance(scope, next);
      finished.push(result);
      if (result.result === "failure" && strategy.failFast && strategy.hasMatrix) stop.abort();
    }
  };
  await Promise.all(Array.from({ length: maxParallel }, worker));
  scope.cancelled.removeEventListener("abort", onCancel);
  return {
    result: overall(finished.map(({ result }) => result)),
    // The last one that gives a value wins.
    outputs: Object.fromEntries(finished.flatMap(({ outputs }) => Object.entries(outputs))),
  };
}

function recordUnstarted(scope: RunScope, job: JobDefinition, result: Conclusion): void {
  const name = job.name === undefined ? job.id : plainText(job.name) || job.id;
  const record = unstartedRecord(recordId(scope, job.id), recordName(scope, name), result);
  scope.collected.jobs.push({ order: orderOf(scope, job.id), record });
}
