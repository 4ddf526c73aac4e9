import { delimiter, dirname, resolve } from "node:path";
import { StepError } from "../errors.ts";
import { evaluateString } from "../template/token.ts";
import type { RunDefaults, RunStep } from "../workflow/model.ts";
import { runProgram } from "./program.ts";
import { prepareScript } from "./shell.ts";
import type { StepExecution } from "./state.ts";

/** A step's script, run by a shell. */
export async function executeRun(
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

/** What a step without a name is called after. */
export function firstLine(text: string): string {
  return text.trim().split(/\r?\n/)[0] ?? "";
}

/** `env` as the log shows it. */
export function variablesForLog(env: Readonly<Record<string, string>>): readonly string[] {
  const lines = Object.entries(env).map(([name, value]) => `  ${name}: ${value}`);
  return lines.length === 0 ? [] : ["env:", ...lines];
}
