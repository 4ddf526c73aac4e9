import { operate, operationOptions } from "../../../lib/release-run/operation.ts";
import { setOutputs } from "../../../lib/release-run/report.ts";
import { runUuid } from "../../../lib/release-run/run-id.ts";
import { decideRetirement } from "../../../lib/release-write/retire.ts";
import type { ReleaseResult } from "../../../lib/releases/rules/apply.ts";
import { currentRun, type Run } from "../../../lib/runner/run.ts";
import { readInputs, type Inputs } from "./inputs.ts";

/** The action: two requests without contention. */
export async function retireRelease(): Promise<void> {
  const run = currentRun();
  setOutputs({ id: "", results: [] });
  const inputs = readInputs();
  const { reason } = inputs;
  const id = operationId(run, inputs);
  setOutputs({ id, results: [] });
  const options = { ...operationOptions({ run, inputs, id }), reason };
  await operate({
    run,
    inputs,
    id,
    decide: (files, { earlier }) => decideRetirement(files, inputs, { ...options, earlier }),
    notesOf: ({ results }) => notes(inputs, results),
  });
}

/** The same in every attempt of the run, and another for whatever else a job retires. */
export function operationId(run: Run, { containers, channel }: Inputs): string {
  return runUuid(run, ["retire-release", containers, channel ?? null]);
}

function notes({ reason }: Inputs, results: readonly ReleaseResult[]): readonly string[] {
  const applied = results.some(({ outcome }) => outcome === "applied");
  return [
    `Reason: ${reason}`,
    ...(applied
      ? [
          "Builds do not bring it back. To release it again, run Update database or a promotion by hand with force.",
        ]
      : []),
  ];
}
