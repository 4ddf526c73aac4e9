import { join } from "node:path";
import { messageOf, isExpected } from "../errors.ts";
import type { JobRecord, StepRecord } from "../records.ts";
import { evaluateStrings } from "../template/token.ts";
import { tokenPermissions } from "../workflow/permissions.ts";
import { githubContext } from "./contexts.ts";
import { runnerContext } from "./environment.ts";
import type { JobFacts, Machine } from "./facts.ts";
import { noFunctions } from "./functions.ts";
import { idTokenVariables } from "./id-token.ts";
import { JobLog } from "./log.ts";
import { Masks } from "./masks.ts";
import { collectOutputs } from "./outputs.ts";
import { JobProcesses } from "./process.ts";
import { createStep } from "./runnable.ts";
import { type JobState, type StepScope, statusOf } from "./state.ts";
import { runStep } from "./step.ts";
import { createWorkspace, removeWorkspace, type Workspace } from "./workspace.ts";

/** Told of a job's progress while it runs. */
export interface JobListener {
  stepStarted(step: string): void;
  stepFinished(record: StepRecord): void;
  line(line: string): void;
}

export interface FinishedJob {
  readonly record: JobRecord;
  /** What the sandbox itself could not do. */
  readonly problems: readonly unknown[];
}

let sequence = 0;

/**
 * Runs a job's steps on a fresh machine directory with a token of its own.
 * @param cancelled aborted when the job is cancelled: steps that want to then still run
 */
export async function runJob(
  facts: JobFacts,
  machine: Machine,
  cancelled: AbortSignal,
  listener: JobListener,
): Promise<FinishedJob> {
  const { repository, id, runAttempt } = facts.run;
  const startedAt = new Date();
  const token = machine.github.createToken({
    actor: "github-actions[bot]",
    kind: "actions",
    repositories: [repository.fullName],
    permissions: tokenPermissions(facts.permissions),
  });
  const root = join(machine.directory, "jobs", `${id}-${runAttempt}-${++sequence}`);
  const workspace = await createWorkspace(root, repository.name, facts.payload);
  const timeout = new AbortController();
  const abandon = new AbortController();
  const signals = { cancelled: AbortSignal.any([cancelled, timeout.signal]), abandoned: abandon.signal };
  const job = createState(facts, machine, workspace, token, signals, listener);
  let patience: NodeJS.Timeout | undefined;
  const onCancel = (): void => {
    patience = setTimeout(() => abandon.abort(), machine.stopTimes.cancel);
  };
  if (signals.cancelled.aborted) onCancel();
  else signals.cancelled.addEventListener("abort", onCancel, { once: true });
  const timer = setTimeout(() => {
    const minutes = facts.timeoutMinutes;
    job.log.error(
      `The job running on runner ${job.runner["name"]} has exceeded the maximum execution time of ${minutes} minutes.`,
    );
    timeout.abort();
  }, facts.timeoutMinutes * machine.minute);
  try {
    const scope = await runSteps(job);
    const outputs = collectOutputs(job, scope);
    return { record: recordOf(job, outputs, startedAt), problems: job.problems };
  } finally {
    clearTimeout(timer);
    clearTimeout(patience);
    job.processes.endAll();
    machine.github.revokeToken(token);
    if (!machine.keepWorkspaces) await removeWorkspace(workspace);
  }
}

function createState(
  facts: JobFacts,
  machine: Machine,
  workspace: Workspace,
  token: string,
  signals: Pick<JobState, "cancelled" | "abandoned">,
  listener: JobListener,
): JobState {
  const masks = new Masks();
  masks.add(token);
  const idToken = idTokenVariables(facts, machine.github);
  masks.add(idToken["ACTIONS_ID_TOKEN_REQUEST_TOKEN"] ?? "");
  for (const secret of Object.values(facts.secrets)) masks.add(secret);
  const records: StepRecord[] = [];
  const switches = { ...facts.variables, ...facts.secrets };
  const debug = switches["ACTIONS_STEP_DEBUG"] === "true";
  return {
    facts,
    machine,
    workspace,
    masks,
    log: new JobLog(masks, (line) => listener.line(line)),
    processes: new JobProcesses(machine.stopTimes),
    github: {
      ...githubContext(facts, machine.github),
      token,
      job: facts.definition.id,
      workspace: workspace.workspace,
      event_path: workspace.eventPath,
      action_ref: "",
      action_repository: "",
    },
    runner: runnerContext(workspace, debug),
    debug,
    idToken,
    ...signals,
    result: "success",
    env: {},
    path: [],
    summary: "",
    posts: [],
    records,
    problems: [],
    stepStarted: (step) => listener.stepStarted(step),
    stepFinished(record) {
      records.push(record);
      listener.stepFinished(record);
    },
  };
}

async function runSteps(job: JobState): Promise<StepScope> {
  const { facts } = job;
  const { definition, file } = facts;
  const scope: StepScope = {
    steps: {},
    inputs: facts.inputs,
    file: file.label,
    composite: undefined,
    names: new Map(),
  };
  const defaults = {
    shell: definition.defaults.shell ?? file.defaults.shell,
    workingDirectory: definition.defaults.workingDirectory ?? file.defaults.workingDirectory,
  };
  const steps = definition.steps.map((step) => createStep(step, job, scope, defaults));
  if (!(await setUp(job, steps, scope))) return scope;
  for (const step of steps) await runStep(job, scope, step.main);
  for (let post = job.posts.shift(); post !== undefined; post = job.posts.shift()) {
    await runStep(job, post.scope, post.runnable);
  }
  return scope;
}

/** The job's environment and its remote actions; then what they want to run first. */
async function setUp(
  job: JobState,
  steps: readonly ReturnType<typeof createStep>[],
  scope: StepScope,
): Promise<boolean> {
  const startedAt = new Date();
  const name = "Set up job";
  job.stepStarted(name);
  const finish = (outcome: "success" | "failure"): void => {
    job.stepFinished({
      id: undefined,
      name,
      outcome,
      conclusion: outcome,
      startedAt,
      finishedAt: new Date(),
    });
  };
  try {
    job.env = jobEnvironment(job);
    const pres = [];
    for (const step of steps) pres.push(await step.prepare());
    finish("success");
    for (const pre of pres) if (pre !== undefined) await runStep(job, scope, pre);
    return true;
  } catch (error) {
    job.log.error(messageOf(error));
    if (!isExpected(error)) job.problems.push(error);
    job.result = "failure";
    finish("failure");
    return false;
  }
}

/** `env` of the workflow, then of the job, which does not see the workflow's. */
function jobEnvironment(job: JobState): Record<string, string> {
  const { facts } = job;
  const contexts = {
    github: job.github,
    inputs: facts.inputs,
    vars: facts.variables,
    secrets: { ...facts.secrets, GITHUB_TOKEN: job.github["token"] },
    needs: facts.needs,
    strategy: facts.strategy,
    matrix: facts.hasMatrix ? facts.combination : null,
  };
  const template = { file: facts.file.label, contexts, functions: noFunctions };
  return { ...evaluateStrings(facts.file.env, template), ...evaluateStrings(facts.definition.env, template) };
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
