import type { Contexts } from "../template/expression.ts";
import type { Scope } from "../template/token.ts";
import { jobFileContext } from "./contexts.ts";
import { stepFunctions, type Status } from "./functions.ts";
import { statusOf, type JobState, type Runnable, type StepScope } from "./state.ts";

/** What success() and its kin look at: a composite action's own steps have a status of their own. */
function stepStatus(job: JobState, scope: StepScope, stage: Runnable["stage"]): Status {
  if (job.cancelled.aborted) return "cancelled";
  return scope.composite !== undefined && stage === "main" ? scope.composite.status : statusOf(job);
}

/** The `github` context in a step. */
export function stepGithub(
  job: JobState,
  scope: StepScope,
  action: string,
): Readonly<Record<string, unknown>> {
  const { composite } = scope;
  return {
    ...job.github,
    ...(composite === undefined ? {} : { ...composite.github, action_path: composite.path }),
    action,
  };
}

/** Everything that a step's expressions can see. */
export function stepTemplate(
  job: JobState,
  scope: StepScope,
  runnable: Pick<Runnable, "action" | "stage">,
  env: Readonly<Record<string, string>>,
): Scope {
  const { facts, workspace } = job;
  const contexts: Contexts = {
    github: stepGithub(job, scope, runnable.action),
    env,
    vars: facts.variables,
    secrets: { ...facts.secrets, GITHUB_TOKEN: job.github["token"] },
    inputs: scope.inputs,
    needs: facts.needs,
    matrix: facts.hasMatrix ? facts.combination : null,
    strategy: facts.strategy,
    steps: scope.steps,
    job: { status: statusOf(job), check_run_id: null, ...jobFileContext(facts) },
    runner: job.runner,
  };
  return {
    file: scope.file,
    contexts,
    functions: stepFunctions(stepStatus(job, scope, runnable.stage), workspace.workspace),
  };
}
