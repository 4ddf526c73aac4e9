import { access } from "node:fs/promises";
import { join } from "node:path";
import { SHORT_LIVED } from "../../processes/short-lived.ts";
import { StepError } from "../errors.ts";
import { inputVariables } from "../job/environment.ts";
import { runProgram } from "../job/program.ts";
import type { StepExecution } from "../job/state.ts";
import type { UsesStep } from "../workflow/model.ts";
import { compileCache } from "./compile-cache.ts";
import type { NodeAction } from "./definition.ts";
import { evaluateInputs } from "./inputs.ts";
import type { ResolvedAction } from "./resolve.ts";

/** What an action's stages hand on: `core.saveState` in one, STATE_* in the next. */
export type SavedState = Map<string, string>;

/**
 * Runs one stage of a JavaScript action, on the Node that runs the sandbox.
 * @param script `pre`, `main` or `post` of the action
 */
export async function executeNode(
  execution: StepExecution,
  step: UsesStep,
  action: ResolvedAction & { readonly definition: NodeAction },
  script: string,
  state: SavedState,
): Promise<void> {
  const file = join(action.folder, script);
  try {
    await access(file);
  } catch {
    throw new StepError(`File not found: '${file}'`);
  }
  const inputs = evaluateInputs(step, action.definition, execution);
  const saved = [...state].map(([name, value]) => [`STATE_${name}`, value] as const);
  const code = await runProgram(execution, {
    file: process.execPath,
    args: [...SHORT_LIVED, file],
    cwd: execution.job.workspace.workspace,
    variables: {
      ...inputVariables(inputs),
      ...Object.fromEntries(saved),
      ...compileCache(file, execution.job),
    },
    github: action.github,
    saveState: (name, value) => state.set(name, value),
  });
  // An action says itself what went wrong.
  if (code !== 0) throw new StepError("");
}
