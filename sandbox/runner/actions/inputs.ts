import type { StepExecution } from "../job/state.ts";
import { evaluateString, evaluateStrings } from "../template/token.ts";
import type { UsesStep } from "../workflow/model.ts";
import type { ActionDefinition } from "./definition.ts";

/**
 * The action's inputs: the step's `with`, then the defaults of what it leaves out. Evaluated anew at each stage, so
 * that a default of `${{ job.status }}` is the final status in `post`.
 */
export function evaluateInputs(
  step: UsesStep,
  action: ActionDefinition,
  { template }: StepExecution,
): Record<string, string> {
  const inputs: Record<string, string> = {};
  for (const [name, value] of Object.entries(evaluateStrings(step.with, template))) {
    inputs[name.toLowerCase()] = value;
  }
  for (const [name, token] of action.inputs) {
    const key = name.toLowerCase();
    if (key in inputs) continue;
    inputs[key] = token === undefined ? "" : evaluateString(token, { ...template, file: action.file });
  }
  return inputs;
}

/** What the step gives that the action does not declare, in the runner's words. */
export function unexpectedInputs(
  step: UsesStep,
  action: ActionDefinition,
  execution: StepExecution,
): string | undefined {
  const declared = new Set([...action.inputs.keys()].map((name) => name.toLowerCase()));
  const given = Object.keys(evaluateStrings(step.with, execution.template));
  const unexpected = given.filter((name) => !declared.has(name.toLowerCase()));
  if (unexpected.length === 0) return undefined;
  const list = (names: readonly string[]): string => names.map((name) => `'${name}'`).join(", ");
  return `Unexpected input(s) ${list(unexpected)}, valid inputs are [${list([...action.inputs.keys()])}]`;
}
