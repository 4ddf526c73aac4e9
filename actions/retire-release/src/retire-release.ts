import { commitInRun } from "../../../lib/release-run/commit.ts";
import { orRejected } from "../../../lib/release-run/rejection.ts";
import { reportUpdate, setOutputs } from "../../../lib/release-run/report.ts";
import { runUuid } from "../../../lib/release-run/run-id.ts";
import { releaseTime } from "../../../lib/release-write/commit.ts";
import { decideRetirement } from "../../../lib/release-write/retire.ts";
import type { ReleaseResult } from "../../../lib/releases/rules/apply.ts";
import { currentRun } from "../../../lib/runner/run.ts";
import { readInputs, type Inputs } from "./inputs.ts";

/** The action: two requests without contention. */
export async function retireRelease(): Promise<void> {
  const run = currentRun();
  setOutputs({ id: "", results: [] });
  const inputs = readInputs();
  const { containers, channel, reason, path, policyPath, force, dryRun, failOnHeld } = inputs;
  const id = runUuid(run, ["retire-release", containers, channel ?? null]);
  setOutputs({ id, results: [] });
  const options = {
    id,
    by: run.actor,
    at: releaseTime(),
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
      decide: (files, { earlier }) => decideRetirement(files, inputs, options, earlier),
    });
    setOutputs({ id, results: result.results, commit });
    await reportUpdate(result, {
      id,
      commit,
      notes: notes(inputs, result.results),
      path,
      dryRun,
      failOnHeld,
    });
  });
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
