import type { StepExecution } from "../job/state.ts";
import { evaluateString, evaluateStrings } from "../template/token.ts";
import type { UsesStep } from "../workflow/model.ts";
import type { ActionDefinition } from "./definition.ts";

/**
 * The action's inputs: the step's `with`, then the defaults of what it leaves out. Evaluated again at each stage, so
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
  for (const [name, input] of action.inputs) {
    const key = name.toLowerCase();
    if (key in inputs) continue;
    const scope = { ...template, file: action.file };
    inputs[key] = input.default === undefined ? "" : evaluateString(input.default, scope);
  }
  return inputs;
}

/** What is odd about the inputs that a step gives, in the runner's words. */
export function inputWarnings(
  step: UsesStep,
  action: ActionDefinition,
  { template }: StepExecution,
): readonly string[] {
  const given = Object.keys(evaluateStrings(step.with, template));
  const declared = new Map([...action.inputs].map(([name, input]) => [name.toLowerCase(), input]));
  const warnings = given.flatMap((name) => {
    const message = declared.get(name.toLowerCase())?.deprecation;
    return message === undefined ? [] : [`Input '${name}' has been deprecated with message: ${message}`];
  });
  const unexpected = given.filter((name) => !declared.has(name.toLowerCase()));
  if (unexpected.length > 0) {
    const valid = [...action.inputs.keys()].join("', '");
    warnings.push(`Unexpected input(s) '${unexpected.join("', '")}', valid inputs are ['${valid}']`);
  }
  return warnings;
}
