import { createCommandFiles, readCommandFiles } from "../commands/files.ts";
import { CommandHandler } from "../commands/handler.ts";
import { messageOf, StepError, UnsupportedError } from "../errors.ts";
import { processEnvironment } from "./environment.ts";
import type { StepExecution } from "./state.ts";
import { stepGithub } from "./step-scope.ts";

/** A program that a step starts, with the runner's environment and its command files. */
export interface Program {
  readonly file: string;
  readonly args: readonly string[];
  readonly cwd: string;
  /** INPUT_* and STATE_*. */
  readonly variables: Readonly<Record<string, string>>;
  /** More of the `github` context: `action_repository`, `action_ref`. */
  readonly github: Readonly<Record<string, unknown>>;
  /** Receives what it saved for its later stages. */
  readonly saveState: (name: string, value: string) => void;
}

/**
 * Runs it and applies what it wrote: outputs, variables, path, state, summary.
 * @returns its exit code
 * @throws StepError when it cannot be started or what it wrote is malformed
 */
export async function runProgram(execution: StepExecution, program: Program): Promise<number> {
  const { job, outputs, env, signal } = execution;
  const files = await createCommandFiles(job.workspace.fileCommands);
  const handler = new CommandHandler({
    log: job.log,
    masks: job.masks,
    debug: job.debug,
    setOutput(name, value) {
      outputs[name] = value;
    },
    saveState: program.saveState,
  });
  const environment = processEnvironment({
    machine: job.machine,
    workspace: job.workspace,
    github: { ...stepGithub(job, execution.scope, execution.runnable.action), ...program.github },
    runner: job.runner,
    files,
    env,
    path: job.path,
    action: { ...job.idToken, ...program.variables },
  });
  const code = await start(execution, program, environment, handler, signal);
  let failed = handler.problem !== undefined;
  const written = await readCommandFiles(files, (problem, fails) => {
    job.log.error(problem);
    failed ||= fails;
  });
  for (const [name, value] of written.outputs) outputs[name] = value;
  for (const [name, value] of written.state) program.saveState(name, value);
  job.env = { ...job.env, ...Object.fromEntries(written.env) };
  for (const folder of written.path) job.path = [folder, ...job.path.filter((other) => other !== folder)];
  if (written.summary !== "") job.summary += job.masks.hide(written.summary);
  if (handler.problem instanceof UnsupportedError) throw handler.problem;
  if (failed) throw new StepError("");
  return code;
}

async function start(
  { job }: StepExecution,
  program: Program,
  env: Readonly<Record<string, string>>,
  handler: CommandHandler,
  signal: AbortSignal,
): Promise<number> {
  try {
    const command = { file: program.file, args: program.args, cwd: program.cwd, env };
    return await job.processes.run(command, (line) => handler.line(line), signal);
  } catch (error) {
    throw new StepError(
      `An error occurred trying to start process '${program.file}' with working directory '${program.cwd}'. ${messageOf(error)}`,
    );
  }
}
