import type { Conclusion, WorkflowRun } from "../../github/model.ts";
import { isExpected, messageOf } from "../errors.ts";
import type { RunFacts } from "../job/facts.ts";
import type { RunRecord } from "../records.ts";
import type { Inputs } from "../workflow/inputs.ts";
import type { WorkflowLoader } from "../workflow/load.ts";
import { resolveCalls } from "./calls.ts";
import { enterGroup, evaluateGroup, type GroupPlace } from "./group.ts";
import { runJobs } from "./jobs.ts";
import { overall } from "./result.ts";
import { type Collected, type Engine, jobTemplate, type RunScope } from "./scope.ts";

/** A run that can be started, and started again. */
export interface StartableRun extends RunFacts {
  readonly inputs: Inputs;
}

/** A run being done. */
export interface Attempt {
  readonly engine: Engine;
  readonly loader: WorkflowLoader;
  readonly startable: StartableRun;
  /** Aborted when the run is cancelled. */
  readonly stop: AbortController;
  /** Tells that the run's status changed. */
  readonly changed: (run: WorkflowRun) => void;
}

export interface FinishedAttempt {
  readonly record: RunRecord;
  /** What the sandbox itself could not do. */
  readonly problems: readonly unknown[];
}

/** Runs one attempt of a workflow run to its end. It does not throw. */
export async function runAttempt(attempt: Attempt): Promise<FinishedAttempt> {
  const { engine, startable } = attempt;
  const { runs } = engine.machine.github;
  const { id } = startable.run;
  const startedAt = new Date();
  const collected: Collected = { jobs: [], annotations: [], problems: [] };
  let conclusion: Conclusion;
  try {
    conclusion = await runInGroup(attempt, collected);
  } catch (error) {
    conclusion = "failure";
    collected.annotations.push({ level: "error", message: messageOf(error) });
    if (!isExpected(error)) collected.problems.push(error);
  }
  // What the sandbox could not do never passes for done.
  if (collected.problems.length > 0) conclusion = "failure";
  const run = runs.update(id, { status: "completed", conclusion });
  const { jobs, annotations, problems } = collected;
  const record: RunRecord = { run, jobs, annotations, startedAt, finishedAt: new Date() };
  return { record, problems };
}

/** The run waits for its turn when its workflow has a concurrency group. */
async function runInGroup(attempt: Attempt, collected: Collected): Promise<Conclusion> {
  const { engine, startable, stop } = attempt;
  const { run, workflow } = startable;
  const { runs } = engine.machine.github;
  const scope: RunScope = {
    engine,
    facts: startable,
    collected,
    file: workflow,
    calls: await resolveCalls(workflow, engine.machine.github, attempt.loader),
    inputs: startable.inputs,
    secrets: engine.secretsOf(run.repository.fullName),
    permissions: undefined,
    callers: [],
    heldGroups: [],
    cancelled: stop.signal,
    runJobs,
  };
  const group = evaluateGroup(workflow.concurrency, jobTemplate(scope, {}));
  let place: GroupPlace | undefined;
  if (group !== undefined) {
    const pending = setPending(attempt);
    const cancel = (message: string): void => {
      collected.annotations.push({ level: "error", message });
      stop.abort();
    };
    place = await enterGroup(engine.groups, run.repository.fullName, group, cancel, stop.signal);
    clearImmediate(pending);
    if (place === undefined) return "cancelled";
  }
  try {
    attempt.changed(runs.update(run.id, { status: "in_progress" }));
    const heldGroups = group === undefined ? [] : [group.name.toLowerCase()];
    const results = await runJobs({ ...scope, heldGroups });
    const conclusion = overall([...results.values()].map(({ result }) => result));
    return stop.signal.aborted && conclusion !== "failure" ? "cancelled" : conclusion;
  } finally {
    place?.leave();
  }
}

/** A run that does not get its turn at once shows as pending. */
function setPending({ engine, startable, changed }: Attempt): NodeJS.Immediate {
  return setImmediate(() =>
    changed(engine.machine.github.runs.update(startable.run.id, { status: "pending" })),
  );
}
