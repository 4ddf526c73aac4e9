import { isExpected, messageOf } from "../errors.ts";
import { evaluateString } from "../template/token.ts";
import { combinationSuffix } from "../workflow/matrix.ts";
import { runCall } from "./call-job.ts";
import { enterGroup, evaluateGroup, type GroupPlace } from "./group.ts";
import { type JobResult, unstartedRecord } from "./result.ts";
import {
  type Instance,
  jobTemplate,
  type ReadyInstance,
  recordId,
  recordName,
  type RunScope,
} from "./scope.ts";
import { runStepsJob } from "./steps-job.ts";

/** Runs one instance to its end, after its turn in its concurrency group has come. It does not throw. */
export async function runInstance(scope: RunScope, instance: Instance): Promise<JobResult> {
  const { job, needs, combination, hasMatrix, strategy } = instance;
  const template = jobTemplate(scope, { needs, strategy, matrix: hasMatrix ? combination : null });
  let name = job.id;
  let place: GroupPlace | undefined;
  const stop = new AbortController();
  const cancelled = AbortSignal.any([instance.cancelled, stop.signal]);
  const end = (result: "failure" | "cancelled", message?: string): JobResult => {
    const annotations = message === undefined ? [] : [{ level: "error" as const, message }];
    const record = unstartedRecord(recordId(scope, job.id), recordName(scope, name), result, annotations);
    scope.collected.jobs.push(record);
    return { result, outputs: {} };
  };
  try {
    name =
      job.name === undefined ? job.id + combinationSuffix(combination) : evaluateString(job.name, template);
    const group = evaluateGroup(job.concurrency, template);
    const heldGroups = [...scope.heldGroups];
    if (group !== undefined) {
      const key = group.name.toLowerCase();
      if (heldGroups.includes(key)) {
        return end(
          "cancelled",
          `Canceling since a deadlock was detected for concurrency group: '${group.name}' between a top level workflow and '${name}'`,
        );
      }
      heldGroups.push(key);
      let reason: string | undefined;
      const cancel = (why: string): void => {
        reason = why;
        stop.abort();
      };
      const { fullName } = scope.facts.run.repository;
      place = await enterGroup(scope.engine.groups, fullName, group, cancel, cancelled);
      if (place === undefined) return end("cancelled", reason);
    }
    const ready: ReadyInstance = { ...instance, cancelled, name, template, heldGroups };
    return job.kind === "call" ? await runCall(scope, job, ready) : await runStepsJob(scope, job, ready);
  } catch (error) {
    if (!isExpected(error)) scope.collected.problems.push(error);
    return end("failure", messageOf(error));
  } finally {
    place?.leave();
  }
}
