import { InvalidFileError } from "../errors.ts";
import { entriesOf, evaluate, evaluateString, placeOf } from "../template/token.ts";
import { callInputs } from "../workflow/inputs.ts";
import type { CallInterface, CallJob } from "../workflow/model.ts";
import { jobPermissions } from "../workflow/permissions.ts";
import { evaluateGroup, enterGroup, type GroupPlace } from "./group.ts";
import { type JobResult, overall } from "./result.ts";
import { jobTemplate, type ReadyInstance, type RunScope } from "./scope.ts";

/** A job that calls a workflow: that workflow's jobs, with the caller's event, inputs, secrets and permissions. */
export async function runCall(scope: RunScope, job: CallJob, instance: ReadyInstance): Promise<JobResult> {
  const called = scope.calls.get(job.id);
  const contract = called?.file.call;
  if (called === undefined || contract === undefined)
    throw new Error(`the call of job ${job.id} was not resolved`);
  const { file, calls } = called;
  const defaults = { ...jobTemplate(scope, {}), file: file.path };
  const given = Object.fromEntries(
    entriesOf(job.with).map(([name, token]) => [name, evaluate(token, instance.template)]),
  );
  const inner: RunScope = {
    ...scope,
    file,
    calls,
    inputs: callInputs(contract.inputs, given, defaults, job.place),
    secrets: callSecrets(scope, job, contract, instance),
    permissions: jobPermissions(job.permissions, scope.file.permissions, scope.permissions),
    callers: [...scope.callers, { id: job.id, name: instance.name }],
    heldGroups: instance.heldGroups,
    cancelled: instance.cancelled,
  };
  return await inOwnGroup(inner, async (scope) => {
    const results = await scope.runJobs(scope);
    return {
      result: overall([...results.values()].map(({ result }) => result)),
      outputs: outputsOf(scope, contract, results),
    };
  });
}

function callSecrets(
  scope: RunScope,
  job: CallJob,
  contract: CallInterface,
  instance: ReadyInstance,
): Readonly<Record<string, string>> {
  if (job.secrets === "inherit") return scope.secrets;
  const { contexts } = instance.template;
  const template = { ...instance.template, contexts: { ...contexts, secrets: scope.secrets } };
  const secrets: Record<string, string> = {};
  const declared = new Map([...contract.secrets.keys()].map((name) => [name.toLowerCase(), name]));
  for (const [name, token] of entriesOf(job.secrets)) {
    const known = declared.get(name.toLowerCase());
    if (known === undefined) {
      throw new InvalidFileError(
        `${placeOf(scope.file.path, token)}: Invalid secret, ${name} is not defined in the referenced workflow.`,
      );
    }
    secrets[known] = evaluateString(token, template);
  }
  for (const [name, { required }] of contract.secrets) {
    if (required && secrets[name] === undefined) {
      throw new InvalidFileError(`${job.place}: Secret ${name} is required, but not provided while calling.`);
    }
  }
  return secrets;
}

/** `on.workflow_call.outputs`, from the jobs' outputs. */
function outputsOf(
  scope: RunScope,
  contract: CallInterface,
  results: ReadonlyMap<string, JobResult>,
): Record<string, string> {
  const template = jobTemplate(scope, { jobs: Object.fromEntries(results) });
  const outputs = [...contract.outputs].map(
    ([name, token]) => [name, evaluateString(token, template)] as const,
  );
  return Object.fromEntries(outputs.filter(([, value]) => value !== ""));
}

/** A called workflow's own `concurrency` holds for the call as a whole. */
async function inOwnGroup(
  scope: RunScope,
  work: (scope: RunScope) => Promise<JobResult>,
): Promise<JobResult> {
  const group = evaluateGroup(scope.file.concurrency, jobTemplate(scope, {}));
  if (group === undefined) return await work(scope);
  const cancelledResult: JobResult = { result: "cancelled", outputs: {} };
  const name = scope.callers.at(-1)?.name ?? "";
  const key = group.name.toLowerCase();
  if (scope.heldGroups.includes(key)) {
    const message = `Canceling since a deadlock was detected for concurrency group: '${group.name}' between a top level workflow and '${name}'`;
    scope.collected.annotations.push({ level: "error", message });
    return cancelledResult;
  }
  const stop = new AbortController();
  const cancel = (message: string): void => {
    scope.collected.annotations.push({ level: "error", message });
    stop.abort();
  };
  const cancelled = AbortSignal.any([scope.cancelled, stop.signal]);
  const fullName = scope.facts.run.repository.fullName;
  let place: GroupPlace | undefined;
  try {
    place = await enterGroup(scope.engine.groups, fullName, group, cancel, cancelled);
    if (place === undefined) return cancelledResult;
    return await work({ ...scope, cancelled, heldGroups: [...scope.heldGroups, key] });
  } finally {
    place?.leave();
  }
}
