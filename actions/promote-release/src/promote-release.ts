import { commitInRun, viaOf } from "../../../lib/release-run/commit.ts";
import { orRejected } from "../../../lib/release-run/rejection.ts";
import { reportUpdate, setOutputs } from "../../../lib/release-run/report.ts";
import { runUuid } from "../../../lib/release-run/run-id.ts";
import { releaseTime } from "../../../lib/release-write/commit.ts";
import type { ReleaseResult } from "../../../lib/releases/rules/apply.ts";
import { currentRun } from "../../../lib/runner/run.ts";
import { decidePromotion } from "./decide.ts";
import { readInputs, type Inputs } from "./inputs.ts";
import { reportDifferences } from "./report.ts";

/** The action: two requests without contention. */
export async function promoteRelease(): Promise<void> {
  const run = currentRun();
  setOutputs({ id: "", results: [] });
  const inputs = readInputs();
  const { containers, from, to, reason, path, policyPath, force, dryRun, failOnHeld } = inputs;
  const id = runUuid(run, ["promote-release", containers, from, to]);
  setOutputs({ id, results: [] });
  const options = {
    id,
    by: run.actor,
    at: releaseTime(),
    origin: { via: viaOf(run) },
    reason,
    path,
    policyPath,
    force,
    serverUrl: run.serverUrl,
  };
  await orRejected(id, async () => {
    const { result, commit } = await commitInRun({
      run,
      inputs,
      deadline: Date.now() + inputs.timeLimit,
      id,
      decide: (files, { earlier }) => decidePromotion(files, inputs, options, earlier),
    });
    setOutputs({ id, results: result.results, commit });
    if (dryRun) await reportDifferences(result.differences, inputs);
    await reportUpdate(result, {
      id,
      commit,
      notes: notes(inputs, result.results),
      warnings: result.leftOut,
      path,
      dryRun,
      failOnHeld,
    });
  });
}

function notes({ from, to, reason }: Inputs, results: readonly ReleaseResult[]): readonly string[] {
  const superseded = results.some(({ outcome }) => outcome === "superseded");
  return [
    `Promotion from ${from} to ${to}${reason === undefined ? "" : `: ${reason}`}`,
    ...(superseded ? [`To release an older build to ${to} anyway, use rollback-release or force.`] : []),
  ];
}
