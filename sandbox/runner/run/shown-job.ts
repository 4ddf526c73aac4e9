import type { RunJob, Runs, RunStep } from "../../github/model.ts";

/** What GitHub shows of a job while it runs, and once it has ended. */
export interface ShownJob {
  stepStarted(name: string): void;
  /** Of a step that was skipped, nothing was heard before. */
  stepFinished(step: RunStep): void;
  finished(job: RunJob): void;
}

/** Shows on GitHub that a job has begun. */
export function shownJob(runs: Runs, runId: number, name: string): ShownJob {
  const begun: RunJob = { name, result: null, steps: [], annotations: [], summary: "", log: "" };
  const place = runs.addJob(runId, begun);
  let ended: readonly RunStep[] = [];
  const show = (steps: readonly RunStep[]): void => runs.updateJob(runId, place, { ...begun, steps });
  return {
    stepStarted: (step) => show([...ended, { name: step, conclusion: null, log: "" }]),
    stepFinished(step) {
      ended = [...ended, step];
      show(ended);
    },
    finished: (job) => runs.updateJob(runId, place, job),
  };
}
