/**
 * Runs the same workflow files with act and with the sandbox's runner, and compares the results (commits, database, outputs,
 * annotations, statuses) with each other and with each scenario's expected ending. Needs act on the PATH. If the two differ,
 * assume that the sandbox is wrong; if both end unexpectedly, the workflows or the actions are.
 */
import { isDeepStrictEqual } from "node:util";
import { createTwoFilesPatch } from "diff";
import { endingsOf } from "./ending.ts";
import { outcomeOf, type Aftermath } from "./outcome.ts";
import type { Scenario } from "./scenario.ts";
import { scenarios } from "./scenarios.ts";
import { RELEASES, startSide, type Side } from "./side.ts";
import type { Trace } from "./trace.ts";

const sides = await Promise.all([startSide("sandbox"), startSide("act")]);
let wrong = 0;
try {
  for (const scenario of scenarios) if (!(await endsAsMeant(scenario))) wrong++;
} finally {
  await Promise.all(sides.map((side) => side.close()));
}
if (wrong > 0) process.exitCode = 1;
console.log(
  `${scenarios.length - wrong} of ${scenarios.length} scenarios end as expected and the same with both runners.`,
);

async function endsAsMeant(scenario: Scenario): Promise<boolean> {
  const [sandbox, act] = await Promise.all(sides.map((side) => play(side, scenario)));
  const problems = [...differences(sandbox?.outcome, act?.outcome), ...wrongEnd(scenario, act?.traces ?? [])];
  if (problems.length === 0) {
    console.log(`right: ${scenario.title} (${scenario.ends.join("; ")})`);
    return true;
  }
  for (const { log } of act?.traces ?? []) console.log(log);
  console.log(`WRONG: ${[scenario.title, ...problems].join("\n")}`);
  return false;
}

function differences(sandbox: Aftermath | undefined, act: Aftermath | undefined): readonly string[] {
  if (isDeepStrictEqual(sandbox, act)) return [];
  const [one = "", other = ""] = [sandbox, act].map((outcome) => JSON.stringify(outcome, null, 2));
  return [createTwoFilesPatch("sandbox", "act", one, other)];
}

function wrongEnd({ ends }: Scenario, runs: readonly Trace[]): readonly string[] {
  const ended = endingsOf(runs);
  if (isDeepStrictEqual(ended, ends)) return [];
  return [`should end: ${ends.join("; ")}`, `ends:       ${ended.join("; ") || "without a run"}`];
}

async function play(side: Side, scenario: Scenario) {
  const before = side.traces().length;
  const head = (await side.git(RELEASES, "rev-parse", "main")).trim();
  await scenario.play(side);
  await side.idle();
  const traces: readonly Trace[] = side.traces().slice(before);
  return { traces, outcome: await outcomeOf(side, head, traces) };
}
