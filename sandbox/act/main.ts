/**
 * Runs the same workflow files with act and with the sandbox's runner, and compares what became of them: commits,
 * database, outputs, annotations, statuses. Needs act on the PATH. Where they differ, the sandbox is wrong until proven
 * otherwise.
 */
import { isDeepStrictEqual } from "node:util";
import { createTwoFilesPatch } from "diff";
import { outcomeOf } from "./outcome.ts";
import { scenarios, type Scenario } from "./scenarios.ts";
import { RELEASES, type Side, startSide } from "./side.ts";
import type { Trace } from "./trace.ts";

const sides = await Promise.all([startSide("sandbox"), startSide("act")]);
let different = 0;
try {
  for (const scenario of scenarios) if (!(await isSame(scenario))) different++;
} finally {
  await Promise.all(sides.map((side) => side.close()));
}
if (different > 0) process.exitCode = 1;
console.log(`${scenarios.length - different} of ${scenarios.length} scenarios end alike with both runners.`);

async function isSame(scenario: Scenario): Promise<boolean> {
  const [sandbox, act] = await Promise.all(sides.map((side) => play(side, scenario)));
  const runs = sandbox?.outcome.runs.map(({ conclusion }) => conclusion).join(", ");
  if (isDeepStrictEqual(sandbox?.outcome, act?.outcome)) {
    console.log(`same: ${scenario.title} (${runs})`);
    return true;
  }
  const [one = "", other = ""] = [sandbox, act].map((played) => JSON.stringify(played?.outcome, null, 2));
  for (const { log } of act?.traces ?? []) console.log(log);
  console.log(`DIFFERENT: ${scenario.title}\n${createTwoFilesPatch("sandbox", "act", one, other)}`);
  return false;
}

async function play(side: Side, scenario: Scenario) {
  const before = side.traces().length;
  const head = (await side.git(RELEASES, "rev-parse", "main")).trim();
  await scenario.play(side);
  await side.idle();
  const traces: readonly Trace[] = side.traces().slice(before);
  return { traces, outcome: await outcomeOf(side, head, traces) };
}
