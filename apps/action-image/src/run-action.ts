import { JOB_STATUS, type Action } from "./action.ts";
import type { Invocation } from "./arguments.ts";
import { codeOf, runCommand, type CommandResult } from "./command.ts";
import type { Signals } from "./signals.ts";
import { runStage, type StageResult } from "./stage.ts";
import type { StepLog } from "./step-log.ts";

export interface ActionResult {
  readonly exitCode: number;
  readonly outputs: Readonly<Record<string, string>>;
}

const FAILED = 1;

/**
 * Runs an action as a job would: the main stage, the command in place of the job's other steps, and the post stage with
 * the result. The command does not run if the main stage fails.
 */
export async function runAction(
  action: Action,
  { inputs, command }: Invocation,
  { signals, log }: { readonly signals: Signals; readonly log: StepLog },
): Promise<ActionResult> {
  const stage = { action: action.name, log };
  const main = await runStage({ ...stage, inputs, state: new Map() });
  const job = await runJob(main, command, signals);
  if (job.problem !== undefined) log.tell(`error: ${job.problem}`);
  const post = await finish();
  const exitCode = job.exitCode === 0 && !post.succeeded ? FAILED : job.exitCode;
  return { exitCode, outputs: Object.fromEntries([...main.outputs, ...post.outputs]) };

  async function finish(): Promise<StageResult> {
    // A successful run without a command has already been reported.
    if (!action.hasPost || (main.succeeded && command.length === 0)) return main;
    const known = new Map(inputs).set(JOB_STATUS, job.jobStatus);
    return runStage({ ...stage, inputs: known, state: main.state });
  }
}

async function runJob(
  main: StageResult,
  command: readonly string[],
  signals: Signals,
): Promise<CommandResult> {
  if (signals.received !== undefined) return { jobStatus: "cancelled", exitCode: codeOf(signals.received) };
  if (!main.succeeded) return { jobStatus: "failure", exitCode: FAILED };
  if (command.length === 0) return { jobStatus: "success", exitCode: 0 };
  return runCommand(command, signals);
}
