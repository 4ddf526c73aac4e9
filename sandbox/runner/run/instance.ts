import { isExpected, messageOf } from "../errors.ts";
import { evaluateString, plainText, type Scope } from "../template/token.ts";
import { instanceName } from "../workflow/matrix.ts";
import { runCall } from "./call-job.ts";
import { evaluateGroup, inGroup } from "./group.ts";
import { unstartedRecord, type JobResult } from "./result.ts";
import { jobTemplate, orderOf, recordId, recordName, type Instance, type RunScope } from "./scope.ts";
import { runStepsJob } from "./steps-job.ts";

/** Runs one instance to its end, after its turn in its concurrency group has come. It does not throw. */
export async function runInstance(scope: RunScope, instance: Instance): Promise<JobResult> {
  const { job, needs, combination, hasMatrix, strategy } = instance;
  const matrix = hasMatrix ? combination.values : null;
  const template = (key: string): Scope =>
    jobTemplate(scope, { needs, strategy, matrix }, { job: job.id, key });
  let name = job.id;
  let reason: string | undefined;
  const end = (result: "failure" | "cancelled"): JobResult => {
    const annotations = reason === undefined ? [] : [{ level: "error" as const, message: reason }];
    const record = unstartedRecord(recordId(scope, job.id), recordName(scope, name), result, annotations);
    scope.collected.jobs.push({ order: orderOf(scope, job.id, strategy["job-index"]), record });
    return { result, outputs: {} };
  };
  try {
    name = nameOf(instance, template("name"));
    const entry = {
      groups: scope.engine.groups,
      repository: scope.facts.run.repository.fullName,
      setting: evaluateGroup(job.concurrency, template("concurrency")),
      held: scope.heldGroups,
      label: name,
      cancelled: instance.cancelled,
      onCancel: (why: string) => {
        reason = why;
      },
    };
    const result = await inGroup(entry, async (heldGroups, cancelled) => {
      const ready = { ...instance, cancelled, name, template, heldGroups };
      return job.kind === "call" ? await runCall(scope, job, ready) : await runStepsJob(scope, job, ready);
    });
    return result ?? end("cancelled");
  } catch (error) {
    if (!isExpected(error)) scope.collected.problems.push(error);
    reason = messageOf(error);
    return end("failure");
  }
}

/** The matrix values are appended to a name without expressions; a name with expressions stays as it is. */
function nameOf({ job, combination }: Instance, template: Scope): string {
  const { name } = job;
  const literal = name?.isLiteral === true ? plainText(name) : "";
  const byDefault = instanceName(literal === "" ? job.id : literal, combination);
  if (name === undefined || name.isLiteral) return byDefault;
  return evaluateString(name, template) || byDefault;
}
