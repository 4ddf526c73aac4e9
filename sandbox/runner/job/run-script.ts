import { delimiter, dirname, resolve } from "node:path";
import { StepError } from "../errors.ts";
import { evaluateString } from "../template/token.ts";
import type { RunDefaults, RunStep } from "../workflow/model.ts";
import { firstLine, variablesForLog } from "./log.ts";
import { runProgram } from "./program.ts";
import { prepareScript } from "./shell.ts";
import type { StepExecution } from "./state.ts";

/** A step's script, run by a shell. */
export async function executeScript(
  execution: StepExecution,
  step: RunStep,
  defaults: RunDefaults,
): Promise<void> {
  const { job, template, env } = execution;
  const content = evaluateString(step.run, template);
  const shellToken = step.shell ?? defaults.shell;
  const shell = shellToken === undefined ? undefined : evaluateString(shellToken, template);
  const folderToken = step.workingDirectory ?? defaults.workingDirectory;
  const folder = folderToken === undefined ? "" : evaluateString(folderToken, template);
  const path = [...job.path, dirname(process.execPath), env["PATH"] ?? process.env["PATH"] ?? ""];
  const script = await prepareScript(content, shell, job.workspace.temp, path.join(delimiter));
  job.log.group(`Run ${firstLine(content)}`, [
    ...content.trimEnd().split("\n"),
    `shell: ${script.shell}`,
    ...variablesForLog(env),
  ]);
  const code = await runProgram(execution, {
    file: script.file,
    args: script.args,
    cwd: resolve(job.workspace.workspace, folder),
    variables: {},
    github: {},
    // Nothing comes after a script that could read it.
    saveState: () => undefined,
  });
  if (code !== 0) throw new StepError(`Process completed with exit code ${code}.`);
}
