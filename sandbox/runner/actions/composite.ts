import { StepError, UnsupportedError } from "../errors.ts";
import type { CompositeScope, StepExecution, StepScope } from "../job/state.ts";
import { stepTemplate } from "../job/step-scope.ts";
import { evaluateString } from "../template/token.ts";
import type { StepDefinition, UsesStep } from "../workflow/model.ts";
import type { CompositeAction } from "./definition.ts";
import { evaluateInputs } from "./inputs.ts";
import type { ResolvedAction } from "./resolve.ts";

/** How deep composite actions may use each other. */
const DEEPEST = 9;

/**
 * Runs a composite action's steps one after the other, in a scope of their own.
 * @param runInner runs one step in that scope; it does not throw when the step fails
 */
export async function executeComposite(
  execution: StepExecution,
  step: UsesStep,
  action: ResolvedAction & { readonly definition: CompositeAction },
  runInner: (step: StepDefinition, scope: StepScope) => Promise<void>,
): Promise<void> {
  const { job, signal, ownEnv } = execution;
  const { definition } = action;
  const depth = (execution.scope.composite?.depth ?? 0) + 1;
  if (depth > DEEPEST) throw new StepError(`Composite action depth exceeded max depth ${DEEPEST}`);
  const composite: CompositeScope = {
    path: action.folder,
    github: action.github,
    env: ownEnv,
    depth,
    signal,
    status: "success",
  };
  const scope: StepScope = {
    steps: {},
    inputs: evaluateInputs(step, definition, execution),
    file: definition.file,
    composite,
    names: new Map(),
  };
  for (const inner of definition.steps) {
    if (inner.timeoutMinutes !== undefined) {
      throw new UnsupportedError(`${inner.place}: the sandbox's runner does not know 'timeout-minutes' here`);
    }
    await runInner(inner, scope);
  }
  const template = stepTemplate(job, scope, execution.runnable, { ...job.env, ...ownEnv });
  for (const [name, token] of definition.outputs) execution.outputs[name] = evaluateString(token, template);
  // The step inside has said what went wrong.
  if (composite.status === "failure") throw new StepError("");
}
