import type { Conclusion } from "../../github/model.ts";
import { textsIn } from "../../narrow.ts";
import { isExpected, messageOf } from "../errors.ts";
import { holds } from "../template/condition.ts";
import { evaluateBoolean, evaluateNumber, evaluateStrings, type Scope } from "../template/token.ts";
import type { JobState, Runnable, StepScope } from "./state.ts";
import { stepTemplate } from "./step-scope.ts";

interface Ending {
  readonly outcome: Conclusion;
  readonly name: string;
  readonly outputs: Readonly<Record<string, string>>;
}

/**
 * Runs one step as GitHub's runner does: environment, condition, timeout, then outcome and conclusion. It never
 * throws: what goes wrong is in the job's status, log and problems.
 */
export async function execute(job: JobState, scope: StepScope, runnable: Runnable): Promise<void> {
  const startedAt = new Date();
  job.log.nextStep();
  const start = job.log.length;
  const { outcome, name, outputs } = await runToEnding(job, scope, runnable);
  const conclusion = concludeStep(job, scope, runnable, outcome);
  if (conclusion === "failure") {
    if (scope.composite !== undefined && runnable.stage === "main") scope.composite.status = "failure";
    else job.result = "failure";
  }
  if (runnable.id !== undefined && runnable.stage === "main") {
    scope.steps[runnable.id] = { outputs, outcome, conclusion };
  }
  // GitHub lists only the job's steps; those inside a composite action belong to one of them.
  if (scope.composite !== undefined && runnable.stage === "main") return;
  const id = runnable.stage === "main" ? runnable.id : undefined;
  const log = job.log.textSince(start);
  job.stepFinished({ id, name, outcome, conclusion, log, startedAt, finishedAt: new Date() });
}

async function runToEnding(job: JobState, scope: StepScope, runnable: Runnable): Promise<Ending> {
  const outputs: Record<string, string> = {};
  let name: string | undefined;
  try {
    const inherited = { ...job.env, ...scope.composite?.env };
    const outer = stepTemplate(job, scope, runnable, inherited);
    name = nameOf(runnable, outer);
    const ownEnv = { ...scope.composite?.env, ...evaluateStrings(runnable.definition.env, outer) };
    const env = { ...job.env, ...ownEnv };
    const template = stepTemplate(job, scope, runnable, env);
    if (!holds(runnable.condition, template)) return { outcome: "skipped", name, outputs };
    if (scope.composite === undefined || runnable.stage !== "main") job.stepStarted(name);
    const outcome = await runWithin(job, scope, runnable, template, async (signal) => {
      const stepName = name ?? "";
      await runnable.execute({
        job,
        scope,
        runnable,
        env,
        ownEnv,
        template,
        name: stepName,
        signal,
        outputs,
      });
    });
    if (outcome === "timeout") {
      const minutes = timeoutOf(job, runnable, template);
      job.log.error(`The action '${name}' has timed out after ${minutes} minutes.`);
      return { outcome: "failure", name, outputs };
    }
    if (outcome === "cancelled") job.log.error("The operation was canceled.");
    return { outcome, name, outputs };
  } catch (error) {
    report(job, error);
    return { outcome: "failure", name: name ?? runnable.action, outputs };
  }
}

/** A name that cannot be evaluated causes no failure. */
function nameOf(runnable: Runnable, template: Scope): string {
  try {
    return runnable.nameOf(template);
  } catch {
    return runnable.action;
  }
}

/** In whole minutes, 0 for none; one that cannot be evaluated is reported and does not count. */
function timeoutOf(job: JobState, runnable: Runnable, template: Scope): number {
  try {
    return Math.trunc(evaluateNumber(runnable.definition.timeoutMinutes, template) ?? 0);
  } catch (error) {
    job.log.error("An error occurred when attempting to determine the step timeout.");
    job.log.error(messageOf(error));
    return 0;
  }
}

/** Runs the work under the step's timeout and the job's cancellation. */
async function runWithin(
  job: JobState,
  scope: StepScope,
  runnable: Runnable,
  template: Scope,
  work: (signal: AbortSignal) => Promise<void>,
): Promise<"success" | "failure" | "cancelled" | "timeout"> {
  const minutes = timeoutOf(job, runnable, template);
  const stop = new AbortController();
  // A step that still runs when the job is cancelled, such as one with always(), may finish.
  const onCancel = (): void => {
    const then = stepTemplate(job, scope, runnable, textsIn(template.contexts["env"]));
    if (!holds(runnable.condition, then)) stop.abort("cancelled");
  };
  const onOuterStop = (): void => stop.abort("cancelled");
  // The step that used the composite action has ended by the time its actions' posts run.
  const outer = AbortSignal.any([
    job.abandoned,
    ...(scope.composite === undefined || runnable.stage !== "main" ? [] : [scope.composite.signal]),
  ]);
  if (outer.aborted) return "cancelled";
  if (!job.cancelled.aborted) job.cancelled.addEventListener("abort", onCancel, { once: true });
  outer.addEventListener("abort", onOuterStop, { once: true });
  const timer =
    minutes > 0 ? setTimeout(() => stop.abort("timeout"), minutes * job.machine.minute) : undefined;
  try {
    await work(stop.signal);
    return stop.signal.aborted ? stopReason(stop.signal) : "success";
  } catch (error) {
    if (stop.signal.aborted && isExpected(error)) return stopReason(stop.signal);
    report(job, error);
    return "failure";
  } finally {
    clearTimeout(timer);
    job.cancelled.removeEventListener("abort", onCancel);
    outer.removeEventListener("abort", onOuterStop);
  }
}

function stopReason(signal: AbortSignal): "cancelled" | "timeout" {
  return signal.reason === "timeout" ? "timeout" : "cancelled";
}

function concludeStep(job: JobState, scope: StepScope, runnable: Runnable, outcome: Conclusion): Conclusion {
  const { continueOnError } = runnable.definition;
  if (outcome !== "failure" || continueOnError === undefined) return outcome;
  try {
    const template = stepTemplate(job, scope, runnable, { ...job.env, ...scope.composite?.env });
    return evaluateBoolean(continueOnError, template) === true ? "success" : "failure";
  } catch (error) {
    job.log.error(
      "The step failed and an error occurred when attempting to determine whether to continue on error.",
    );
    report(job, error);
    return "failure";
  }
}

function report(job: JobState, error: unknown): void {
  const message = messageOf(error);
  if (message !== "") job.log.error(message);
  if (!isExpected(error)) job.problems.push(error);
}
