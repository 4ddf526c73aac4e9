import type { StepRecord } from "../records.ts";
import { githubContext } from "./contexts.ts";
import { runnerContext } from "./environment.ts";
import type { JobFacts, Machine } from "./facts.ts";
import { idTokenVariables } from "./id-token.ts";
import type { JobLimits } from "./limits.ts";
import { JobLog } from "./log.ts";
import { Masks } from "./masks.ts";
import { JobProcesses } from "./process.ts";
import type { JobState } from "./state.ts";
import type { Workspace } from "./workspace.ts";

/** Told of a job's progress while it runs. */
export interface JobListener {
  stepStarted(step: string): void;
  stepFinished(record: StepRecord): void;
  line(line: string): void;
}

/** A job's log, which hides the job's token and secrets. */
export function createLog(
  facts: JobFacts,
  token: string,
  listener: JobListener,
): { log: JobLog; masks: Masks } {
  const masks = new Masks();
  for (const secret of [token, ...Object.values(facts.secrets)]) masks.add(secret);
  return { masks, log: new JobLog(masks, (line) => listener.line(line)) };
}

/** A job that is about to start. */
export function createState(
  facts: JobFacts,
  machine: Machine,
  workspace: Workspace,
  token: string,
  { log, masks }: ReturnType<typeof createLog>,
  limits: JobLimits,
  listener: JobListener,
): JobState {
  const records: StepRecord[] = [];
  const switches = { ...facts.variables, ...facts.secrets };
  const debug = switches["ACTIONS_STEP_DEBUG"] === "true";
  const idToken = idTokenVariables(facts, machine.github);
  masks.add(idToken["ACTIONS_ID_TOKEN_REQUEST_TOKEN"] ?? "");
  return {
    facts,
    machine,
    workspace,
    masks,
    log,
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
    cancelled: limits.cancelled,
    abandoned: limits.abandoned,
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
