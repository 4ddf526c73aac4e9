import { viaOf } from "../../../lib/release-run/commit.ts";
import { operate, operationOptions } from "../../../lib/release-run/operation.ts";
import { setOutputs } from "../../../lib/release-run/report.ts";
import { runUuid } from "../../../lib/release-run/run-id.ts";
import type { ReleaseResult } from "../../../lib/releases/rules/apply.ts";
import type { Promotion } from "../../../lib/releases/rules/promotion.ts";
import { currentRun, type Run } from "../../../lib/runner/run.ts";
import { decidePromotion } from "./decide.ts";
import { readInputs, type Inputs } from "./inputs.ts";
import { reportDifferences } from "./report.ts";

/** The action: two requests without contention. */
export async function promoteRelease(): Promise<void> {
  const run = currentRun();
  setOutputs({ id: "", results: [] });
  const inputs = readInputs();
  const { reason, dryRun } = inputs;
  const id = operationId(run, inputs);
  setOutputs({ id, results: [] });
  const options = { ...operationOptions({ run, inputs, id }), origin: { via: viaOf(run) }, reason };
  await operate({
    run,
    inputs,
    id,
    decide: (files, { earlier }) => decidePromotion(files, inputs, { ...options, earlier }),
    notesOf: ({ results }) => notes(inputs, results),
    leftOutOf: ({ leftOut }) => leftOut,
    reportFirst: async ({ differences }) => {
      if (dryRun) await reportDifferences(differences, inputs);
    },
  });
}

/** The same in every attempt of the run, and another for whatever else a job promotes. */
export function operationId(run: Run, { containers, from, to }: Promotion): string {
  return runUuid(run, ["promote-release", containers, from, to]);
}

function notes({ from, to, reason }: Inputs, results: readonly ReleaseResult[]): readonly string[] {
  const superseded = results.some(({ outcome }) => outcome === "superseded");
  return [
    `Promotion from ${from} to ${to}${reason === undefined ? "" : `: ${reason}`}`,
    ...(superseded ? [`To release an older build to ${to} anyway, use rollback-release or force.`] : []),
  ];
}
