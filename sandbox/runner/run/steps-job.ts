import type { TemplateToken } from "@actions/workflow-parser/templates/tokens/index";
import { UnsupportedError } from "../errors.ts";
import type { JobFacts } from "../job/facts.ts";
import { runJob } from "../job/run-job.ts";
import {
  evaluate,
  evaluateBoolean,
  evaluateNumber,
  evaluateString,
  placeOf,
  type Scope,
} from "../template/token.ts";
import type { StepsJob } from "../workflow/model.ts";
import { jobPermissions } from "../workflow/permissions.ts";
import { isFromFork, readOnly } from "./fork.ts";
import { unstartedRecord, type JobResult } from "./result.ts";
import { orderOf, recordId, recordName, type ReadyInstance, type RunScope } from "./scope.ts";
import { shownJob } from "./shown-job.ts";

/** GitHub ends a job after six hours. */
const LONGEST_MINUTES = 360;

/** A job of steps: waits for a free machine, runs there. */
export async function runStepsJob(
  scope: RunScope,
  job: StepsJob,
  instance: ReadyInstance,
): Promise<JobResult> {
  const { engine, collected } = scope;
  const { template, cancelled } = instance;
  checkRunsOn(job.runsOn, template("runs-on"));
  const mayFail = evaluateBoolean(job.continueOnError, template("continue-on-error")) ?? false;
  const facts = factsOf(scope, job, instance);
  const order = orderOf(scope, job.id, instance.strategy["job-index"]);
  const release = await engine.pool.acquire(cancelled);
  if (release === undefined) {
    collected.jobs.push({ order, record: unstartedRecord(facts.recordId, facts.name, "cancelled") });
    return { result: "cancelled", outputs: {} };
  }
  try {
    const { id } = scope.facts.run;
    const { name } = facts;
    const shown = shownJob(engine.machine.github.runs, id, name);
    engine.progress({ kind: "job-started", job: name }, id);
    const { record, problems } = await runJob(facts, engine.machine, cancelled, {
      stepStarted(step) {
        shown.stepStarted(step);
        engine.progress({ kind: "step-started", job: name, step }, id);
      },
      stepFinished(step) {
        shown.stepFinished(step);
        engine.progress({ kind: "step-finished", job: name, step: step.name, record: step }, id);
      },
      line: (line) => engine.progress({ kind: "log", job: name, line }, id),
    });
    collected.jobs.push({ order, record });
    shown.finished(record);
    collected.problems.push(...problems);
    engine.progress({ kind: "job-finished", job: name, record }, id);
    // A job that may fail counts as a success for those that need it.
    const result = mayFail && record.result === "failure" ? "success" : record.result;
    return { result, outputs: record.outputs };
  } finally {
    release();
  }
}

function factsOf(scope: RunScope, job: StepsJob, instance: ReadyInstance): JobFacts {
  const { template } = instance;
  const { engine } = scope;
  const { run } = scope.facts;
  const environment =
    job.environment === undefined ? "" : evaluateString(job.environment, template("environment"));
  const ofEnvironment =
    environment === ""
      ? {}
      : engine.environmentSecretsOf(run.repository.fullName, environment, run.event.ref);
  const permissions = jobPermissions(job.permissions, scope.file.permissions, scope.permissions);
  const fromFork = isFromFork(run.event);
  return {
    ...scope.facts,
    file: scope.file,
    definition: job,
    recordId: recordId(scope, job.id),
    name: recordName(scope, instance.name),
    permissions: fromFork ? readOnly(permissions) : permissions,
    inputs: scope.inputs,
    // Those of the job's environment win, also over what a caller gives.
    secrets: fromFork ? scope.secrets : { ...scope.secrets, ...ofEnvironment },
    variables: engine.variablesOf(run.repository.fullName),
    needs: instance.needs,
    combination: instance.combination.values,
    hasMatrix: instance.hasMatrix,
    strategy: instance.strategy,
    environment: environment === "" ? undefined : environment,
    timeoutMinutes: timeoutOf(job, template("timeout-minutes")),
  };
}

/** In whole minutes, as GitHub counts them. */
function timeoutOf({ timeoutMinutes, place }: StepsJob, template: Scope): number {
  const minutes = Math.trunc(evaluateNumber(timeoutMinutes, template) ?? LONGEST_MINUTES);
  if (minutes > 0) return minutes;
  throw new UnsupportedError(`${place}: the sandbox's runner does not know a 'timeout-minutes' under 1`);
}

/** This machine is a Linux one: a job for another kind must not pass here. */
function checkRunsOn(token: TemplateToken, template: Scope): void {
  const value = evaluate(token, template);
  const labels = Array.isArray(value) ? value : [value];
  for (const label of labels) {
    if (typeof label === "string" && label.startsWith("ubuntu-")) continue;
    throw new UnsupportedError(
      `${placeOf(template.file, token)}: the sandbox's runner does not know 'runs-on: ${JSON.stringify(label)}', only ubuntu-*`,
    );
  }
}
