import type { Conclusion, WorkflowRun } from "../../github/model.ts";
import { isExpected, messageOf } from "../errors.ts";
import type { RunFacts } from "../job/facts.ts";
import type { RunRecord } from "../records.ts";
import type { Inputs } from "../workflow/inputs.ts";
import type { WorkflowLoader } from "../workflow/load.ts";
import { resolveCalls } from "./calls.ts";
import { isFromFork } from "./fork.ts";
import { evaluateGroup, inGroup } from "./group.ts";
import { runJobs } from "./jobs.ts";
import { overall } from "./result.ts";
import { inOrder, jobTemplate, type Collected, type Engine, type RunScope } from "./scope.ts";

/** A run that can be started, and started again. */
export interface StartableRun extends RunFacts {
  readonly inputs: Inputs;
}

/** A run in progress. */
export interface Attempt {
  readonly engine: Engine;
  readonly loader: WorkflowLoader;
  readonly startable: StartableRun;
  /** Aborted when the run is cancelled. */
  readonly stop: AbortController;
  /** Reports that the run's status changed. */
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
  // What the sandbox could not do never counts as done.
  if (collected.problems.length > 0) conclusion = "failure";
  const run = runs.update(id, { status: "completed", conclusion });
  const { annotations, problems } = collected;
  const jobs = inOrder(collected.jobs);
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
    calls: await resolveCalls(workflow, { ...engine.machine, loader: attempt.loader }),
    inputs: startable.inputs,
    secrets: isFromFork(run.event) ? {} : engine.secretsOf(run.repository.fullName),
    permissions: undefined,
    callers: [],
    order: [],
    heldGroups: [],
    cancelled: stop.signal,
    runJobs,
  };
  const pending = setPending(attempt);
  const entry = {
    groups: engine.groups,
    repository: run.repository.fullName,
    setting: evaluateGroup(workflow.concurrency, jobTemplate(scope, {})),
    held: [],
    label: workflow.name,
    cancelled: stop.signal,
    onCancel: (message: string) => {
      collected.annotations.push({ level: "error", message });
      stop.abort();
    },
  };
  try {
    const conclusion = await inGroup(entry, async (heldGroups) => {
      clearImmediate(pending);
      attempt.changed(runs.update(run.id, { status: "in_progress" }));
      const results = await runJobs({ ...scope, heldGroups });
      const reached = overall([...results.values()].map(({ result }) => result));
      return stop.signal.aborted && reached !== "failure" ? "cancelled" : reached;
    });
    return conclusion ?? "cancelled";
  } finally {
    clearImmediate(pending);
  }
}

/** A run that does not get its turn at once shows as pending. */
function setPending({ engine, startable, changed }: Attempt): NodeJS.Immediate {
  return setImmediate(() =>
    changed(engine.machine.github.runs.update(startable.run.id, { status: "pending" })),
  );
}
