import { executeComposite } from "../actions/composite.ts";
import type { CompositeAction, NodeAction } from "../actions/definition.ts";
import { inputWarnings } from "../actions/inputs.ts";
import { executeNode, type SavedState } from "../actions/node.ts";
import { isLocal, resolveAction, type ResolvedAction } from "../actions/resolve.ts";
import { UnsupportedError } from "../errors.ts";
import { evaluateString, evaluateStrings, type Scope } from "../template/token.ts";
import type { RunDefaults, StepDefinition, UsesStep } from "../workflow/model.ts";
import { execute } from "./execute.ts";
import { firstLine, variablesForLog } from "./log.ts";
import { executeScript } from "./run-script.ts";
import type { JobState, Runnable, StepExecution, StepScope } from "./state.ts";

/** GITHUB_ACTION: the step's id, else a name derived from what it does, numbered if it repeats. */
function actionName(step: StepDefinition, scope: StepScope): string {
  if (step.id !== undefined) return step.id;
  const base = step.kind === "run" ? "__run" : usesName(step.uses);
  const count = (scope.names.get(base) ?? 0) + 1;
  scope.names.set(base, count);
  return count === 1 ? base : `${base}_${count}`;
}

/** `__actions_checkout`, by owner and repository alone. */
function usesName(uses: string): string {
  if (isLocal(uses) || uses.startsWith("$/")) return "__self";
  const [owner = "", repository = ""] = (uses.split("@")[0] ?? "").split("/");
  return `__${owner}/${repository}`.replaceAll(/[^\w-]/g, "_");
}

function displayName(step: StepDefinition, scope: Scope): string {
  if (step.name !== undefined) return evaluateString(step.name, scope);
  if (step.kind === "uses") return `Run ${step.uses}`;
  return `Run ${firstLine(evaluateString(step.run, scope))}`;
}

/** A step of a file, ready to run. */
export interface PreparedStep {
  readonly main: Runnable;
  /** Finds a remote action before the job's first step; returns its `pre`, if any. */
  prepare(): Promise<Runnable | undefined>;
}

/**
 * Makes a step of a file ready to run.
 * @param defaults `defaults.run` of workflow and job
 */
export function createStep(
  step: StepDefinition,
  job: JobState,
  scope: StepScope,
  defaults: RunDefaults,
): PreparedStep {
  const base = {
    id: step.id,
    action: actionName(step, scope),
    stage: "main" as const,
    condition: step.condition,
    definition: step,
    nameOf: (template: Scope) => displayName(step, template),
  };
  if (step.kind === "uses") return createUses(base, step, job, scope);
  return {
    main: { ...base, execute: async (execution) => await executeScript(execution, step, defaults) },
    prepare: () => Promise.resolve(undefined),
  };
}

type RunnableBase = Omit<Runnable, "execute">;

function createUses(base: RunnableBase, step: UsesStep, job: JobState, scope: StepScope): PreparedStep {
  const state: SavedState = new Map();
  let resolved: Promise<ResolvedAction> | undefined;
  const resolve = async (): Promise<ResolvedAction> => {
    resolved ??= resolveAction(step.uses, job, scope);
    return await resolved;
  };
  let hasPost = false;
  const registerPost = (action: NodeResolved): void => {
    const { post, postIf } = action.definition;
    if (post === undefined || hasPost) return;
    hasPost = true;
    const runnable: Runnable = {
      ...base,
      stage: "post",
      condition: postIf,
      nameOf: (template) => `Post ${base.nameOf(template)}`,
      execute: async (execution) => await executeNode(execution, step, action, post, state),
    };
    job.posts.unshift({ runnable, scope });
  };
  const main: Runnable = {
    ...base,
    execute: async (execution) => {
      const action = await resolve();
      describe(execution, step, action);
      if (isComposite(action)) {
        return await executeComposite(execution, step, action, async (inner, innerScope) => {
          await execute(job, innerScope, createStep(inner, job, innerScope, {}).main);
        });
      }
      if (!isNode(action)) return;
      registerPost(action);
      return await executeNode(execution, step, action, action.definition.main, state);
    },
  };
  return {
    main,
    async prepare() {
      // `pre` is not run for local actions: they are not there yet.
      if (isLocal(step.uses)) return undefined;
      const action = await resolve();
      if (isComposite(action)) await refuseNestedPre(action, job, scope);
      if (!isNode(action) || action.definition.pre === undefined) return undefined;
      const { pre, preIf } = action.definition;
      return {
        ...base,
        stage: "pre",
        condition: preIf,
        nameOf: (template) => `Pre ${base.nameOf(template)}`,
        execute: async (execution) => {
          registerPost(action);
          await executeNode(execution, step, action, pre, state);
        },
      };
    },
  };
}

type NodeResolved = ResolvedAction & { readonly definition: NodeAction };
type CompositeResolved = ResolvedAction & { readonly definition: CompositeAction };

function isNode(action: ResolvedAction): action is NodeResolved {
  return action.definition.kind === "node";
}

function isComposite(action: ResolvedAction): action is CompositeResolved {
  return action.definition.kind === "composite";
}

/** GitHub finds all remote actions before the first step, and would run their `pre` then. */
async function refuseNestedPre(action: CompositeResolved, job: JobState, scope: StepScope): Promise<void> {
  for (const step of action.definition.steps) {
    if (step.kind !== "uses" || isLocal(step.uses)) continue;
    const inner = await resolveAction(step.uses, job, { ...scope, file: action.definition.file });
    if (isComposite(inner)) await refuseNestedPre(inner, job, scope);
    else if (isNode(inner) && inner.definition.pre !== undefined) {
      throw new UnsupportedError(
        `${step.place}: the sandbox's runner does not know an action with 'pre' inside a composite action`,
      );
    }
  }
}

function describe(execution: StepExecution, step: UsesStep, action: ResolvedAction): void {
  const { job, env, template } = execution;
  for (const warning of inputWarnings(step, action.definition, execution)) job.log.warning(warning);
  const inputs = Object.entries(evaluateStrings(step.with, template));
  job.log.group(`Run ${step.uses}`, [
    ...(inputs.length === 0 ? [] : ["with:", ...inputs.map(([name, value]) => `  ${name}: ${value}`)]),
    ...variablesForLog(env),
  ]);
}
