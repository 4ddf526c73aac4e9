import { join } from "node:path";
import type { JobRecord } from "../records.ts";
import { tokenPermissions } from "../workflow/permissions.ts";
import { createLog, createState, type JobListener } from "./create-state.ts";
import { RUNNER_NAME } from "./environment.ts";
import { execute } from "./execute.ts";
import type { JobFacts, Machine } from "./facts.ts";
import { startLimits } from "./limits.ts";
import { collectOutputs } from "./outputs.ts";
import { createStep } from "./runnable.ts";
import { setUpJob } from "./set-up.ts";
import { statusOf, type JobState, type StepScope } from "./state.ts";
import { createWorkspace, removeWorkspace } from "./workspace.ts";

export interface FinishedJob {
  readonly record: JobRecord;
  /** What the sandbox itself could not do. */
  readonly problems: readonly unknown[];
}

let sequence = 0;

/**
 * Runs a job's steps in fresh directories with a token of its own.
 * @param cancelled aborted when the job is cancelled: steps that want to then still run
 */
export async function runJob(
  facts: JobFacts,
  machine: Machine,
  cancelled: AbortSignal,
  listener: JobListener,
): Promise<FinishedJob> {
  const { repository, id, runAttempt } = facts.run;
  const { timeoutMinutes } = facts;
  const startedAt = new Date();
  const root = join(machine.directory, "jobs", `${id}-${runAttempt}-${++sequence}`);
  const workspace = await createWorkspace(root, repository.name, facts.payload);
  const token = machine.github.createToken({
    actor: "github-actions[bot]",
    kind: "actions",
    repositories: [repository.fullName],
    permissions: tokenPermissions(facts.permissions),
  });
  const output = createLog(facts, token, listener);
  const limits = startLimits(cancelled, timeoutMinutes * machine.minute, machine.stopTimes.cancel, () => {
    output.log.error(
      `The job running on runner ${RUNNER_NAME} has exceeded the maximum execution time of ${timeoutMinutes} minutes.`,
    );
  });
  const job = createState(facts, machine, workspace, token, output, limits, listener);
  try {
    const scope = await runSteps(job);
    const outputs = collectOutputs(job, scope);
    return { record: recordOf(job, outputs, startedAt), problems: job.problems };
  } finally {
    limits.clear();
    job.processes.endAll();
    machine.github.revokeToken(token);
    if (!machine.keepWorkspaces) await removeWorkspace(workspace);
  }
}

/** Set-up, then what actions want to run first, the steps, and what actions want to run last. */
async function runSteps(job: JobState): Promise<StepScope> {
  const { definition, file, inputs } = job.facts;
  const scope: StepScope = { steps: {}, inputs, file: file.label, composite: undefined, names: new Map() };
  const defaults = {
    shell: definition.defaults.shell ?? file.defaults.shell,
    workingDirectory: definition.defaults.workingDirectory ?? file.defaults.workingDirectory,
  };
  const steps = definition.steps.map((step) => createStep(step, job, scope, defaults));
  const pres = await setUpJob(job, steps);
  if (pres === undefined) return scope;
  for (const pre of pres) await execute(job, scope, pre);
  for (const step of steps) await execute(job, scope, step.main);
  for (let post = job.posts.shift(); post !== undefined; post = job.posts.shift()) {
    await execute(job, post.scope, post.runnable);
  }
  return scope;
}

function recordOf(job: JobState, outputs: Readonly<Record<string, string>>, startedAt: Date): JobRecord {
  const { facts } = job;
  return {
    id: facts.recordId,
    name: facts.name,
    result: statusOf(job),
    outputs,
    environment: facts.environment,
    permissions: facts.permissions,
    steps: job.records,
    annotations: job.log.annotations,
    summary: job.summary,
    log: job.log.text,
    startedAt,
    finishedAt: new Date(),
  };
}
