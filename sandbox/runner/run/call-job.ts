import type { Permissions } from "../../github/model.ts";
import { fieldsIn } from "../../narrow.ts";
import { entriesOf, evaluateString } from "../template/token.ts";
import { callInputs } from "../workflow/inputs.ts";
import type { CallInterface, CallJob } from "../workflow/model.ts";
import { jobPermissions, tokenPermissions } from "../workflow/permissions.ts";
import { isFromFork, readOnly } from "./fork.ts";
import { evaluateGroup, inGroup } from "./group.ts";
import { overall, type JobResult } from "./result.ts";
import { jobTemplate, orderOf, type ReadyInstance, type RunScope } from "./scope.ts";

/** A job that calls a workflow: that workflow's jobs, with the caller's event, inputs, secrets and permissions. */
export async function runCall(scope: RunScope, job: CallJob, instance: ReadyInstance): Promise<JobResult> {
  const called = scope.calls.get(job.id);
  const contract = called?.file.call;
  if (called === undefined || contract === undefined) {
    throw new Error(`the call of job ${job.id} was not resolved`);
  }
  const { file, calls } = called;
  const { github } = scope.engine.machine;
  const permissions = jobPermissions(job.permissions, scope.file.permissions, scope.permissions);
  const token = createToken(scope, permissions);
  const inner: RunScope = {
    ...scope,
    file,
    calls,
    inputs: callInputs(contract.inputs, job.with, instance.template("with"), {
      ...jobTemplate(scope, {}),
      file: file.label,
    }),
    secrets: callSecrets(scope, job, token, instance),
    permissions,
    callers: [...scope.callers, { id: job.id, name: instance.name }],
    order: orderOf(scope, job.id, instance.strategy["job-index"]),
    heldGroups: instance.heldGroups,
    cancelled: instance.cancelled,
  };
  try {
    return await inOwnGroup(inner, async (scope) => {
      const results = await scope.runJobs(scope);
      const result = overall([...results.values()].map(({ result }) => result));
      return { result, outputs: outputsOf(scope, contract, results) };
    });
  } finally {
    github.revokeToken(token);
  }
}

/** A caller may hand its GITHUB_TOKEN on as a secret. */
function createToken({ engine, facts }: RunScope, permissions: Permissions): string {
  const granted = isFromFork(facts.run.event) ? readOnly(permissions) : permissions;
  return engine.machine.github.createToken({
    actor: "github-actions[bot]",
    kind: "actions",
    repositories: [facts.run.repository.fullName],
    permissions: tokenPermissions(granted),
  });
}

/** The secrets that the call hands on; an empty one is none. */
function callSecrets(
  scope: RunScope,
  job: CallJob,
  token: string,
  instance: ReadyInstance,
): Readonly<Record<string, string>> {
  if (job.secrets === "inherit") return scope.secrets;
  const template = instance.template("secrets");
  const { contexts } = template;
  const github = { ...fieldsIn(contexts["github"]), token };
  const secrets = { ...scope.secrets, GITHUB_TOKEN: token };
  const given = entriesOf(job.secrets).map(([name, value]) => {
    return [
      name,
      evaluateString(value, { ...template, contexts: { ...contexts, github, secrets } }),
    ] as const;
  });
  return Object.fromEntries(given.filter(([, value]) => value !== ""));
}

/** `on.workflow_call.outputs`, from the jobs' outputs. */
function outputsOf(
  scope: RunScope,
  contract: CallInterface,
  results: ReadonlyMap<string, JobResult>,
): Record<string, string> {
  const template = jobTemplate(scope, { jobs: Object.fromEntries(results) });
  return Object.fromEntries(
    [...contract.outputs].map(([name, token]) => [name, evaluateString(token, template)]),
  );
}

/** A called workflow's own `concurrency` holds for the call as a whole. */
async function inOwnGroup(
  scope: RunScope,
  work: (scope: RunScope) => Promise<JobResult>,
): Promise<JobResult> {
  const entry = {
    groups: scope.engine.groups,
    repository: scope.facts.run.repository.fullName,
    setting: evaluateGroup(scope.file.concurrency, jobTemplate(scope, {})),
    held: scope.heldGroups,
    label: scope.callers.at(-1)?.name ?? "",
    cancelled: scope.cancelled,
    onCancel: (message: string) => {
      scope.collected.annotations.push({ level: "error", message });
    },
  };
  const result = await inGroup(entry, async (heldGroups, cancelled) => {
    return await work({ ...scope, heldGroups, cancelled });
  });
  return result ?? { result: "cancelled", outputs: {} };
}
