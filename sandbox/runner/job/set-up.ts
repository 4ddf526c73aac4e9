import { isExpected, messageOf } from "../errors.ts";
import { evaluateStrings } from "../template/token.ts";
import { noFunctions } from "./functions.ts";
import type { PreparedStep } from "./runnable.ts";
import type { JobState, Runnable } from "./state.ts";

/**
 * GitHub's first step: the job's environment and its remote actions.
 * @returns what the actions want to run first; undefined when the job cannot start
 */
export async function setUpJob(
  job: JobState,
  steps: readonly PreparedStep[],
): Promise<readonly Runnable[] | undefined> {
  const startedAt = new Date();
  const name = "Set up job";
  const start = job.log.length;
  job.stepStarted(name);
  const finish = (outcome: "success" | "failure"): void => {
    job.stepFinished({
      id: undefined,
      name,
      outcome,
      conclusion: outcome,
      log: job.log.textSince(start),
      startedAt,
      finishedAt: new Date(),
    });
  };
  try {
    job.env = jobEnvironment(job);
    const pres: Runnable[] = [];
    for (const step of steps) {
      const pre = await step.prepare();
      if (pre !== undefined) pres.push(pre);
    }
    finish("success");
    return pres;
  } catch (error) {
    job.log.error(messageOf(error));
    if (!isExpected(error)) job.problems.push(error);
    job.result = "failure";
    finish("failure");
    return undefined;
  }
}

/** `env` of the workflow, then of the job, which does not see the workflow's. */
function jobEnvironment(job: JobState): Record<string, string> {
  const { facts } = job;
  const contexts = {
    github: job.github,
    inputs: facts.inputs,
    vars: facts.variables,
    secrets: { ...facts.secrets, GITHUB_TOKEN: job.github["token"] },
    needs: facts.needs,
    strategy: facts.strategy,
    matrix: facts.hasMatrix ? facts.combination : null,
  };
  const template = { file: facts.file.label, contexts, functions: noFunctions };
  return { ...evaluateStrings(facts.file.env, template), ...evaluateStrings(facts.definition.env, template) };
}
