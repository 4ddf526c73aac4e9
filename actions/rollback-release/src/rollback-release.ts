import { operate, operationOptions } from "../../../lib/release-run/operation.ts";
import { setOutputs } from "../../../lib/release-run/report.ts";
import { runUuid } from "../../../lib/release-run/run-id.ts";
import type { ReleaseResult } from "../../../lib/releases/rules/apply.ts";
import { pinEndAt } from "../../../lib/releases/rules/pin-end.ts";
import { currentRun, type Run } from "../../../lib/runner/run.ts";
import { Rollback } from "./decide.ts";
import { readInputs, type Inputs } from "./inputs.ts";
import { reportHistory, setHistory } from "./report.ts";

/**
 * The action: four requests without contention, two of them for the history, and more if the release to restore is far
 * back. Two for unpin.
 */
export async function rollbackRelease(): Promise<void> {
  const run = currentRun();
  setOutputs({ id: "", results: [] });
  setHistory(new Map());
  const inputs = readInputs();
  const id = operationId(run, inputs);
  setOutputs({ id, results: [] });
  const options = operationOptions({ run, inputs, id });
  const rollback = new Rollback(inputs, options);
  const { history } = await operate({
    run,
    inputs,
    id,
    decide: (files, view) => rollback.decide(files, view),
    notesOf: ({ results }) => notes(inputs, options.at, results),
    leftOutOf: ({ leftOut }) => leftOut,
  });
  setHistory(history);
  await reportHistory(history);
}

/** The same in every attempt of the run, and another for whatever else a job rolls back, pins or unpins. */
export function operationId(run: Run, inputs: Inputs): string {
  const { containers, channel, target, pin, pinUntil, unpin } = inputs;
  return runUuid(run, ["rollback-release", containers, channel, target, pin, unpin, pinUntil ?? null]);
}

function notes(
  { channel, pin, unpin, reason, pinUntil }: Inputs,
  at: string,
  results: readonly ReleaseResult[],
): readonly string[] {
  const applied = results.some(({ outcome }) => outcome === "applied");
  return [
    ...(reason === undefined ? [] : [`Reason: ${reason}`]),
    ...(applied && pin && !unpin
      ? [
          pinUntil === undefined
            ? `Pinned: builds are held in ${channel} until you run this with unpin.`
            : `Pinned: builds are held in ${channel} until ${pinEndAt(pinUntil, at)}, or until you run this with unpin.`,
        ]
      : []),
    ...(unpin ? ["This does not release builds that were held: run the newest one's dispatch again."] : []),
  ];
}
