/**
 * Runs scenarios with the real engines: `node tools/engines/main.ts [scenario …]`. It ends with 0 when all of them hold.
 */
import { inspect } from "node:util";
import { buildEngines } from "./build.ts";
import type { Scenario } from "./scenario.ts";
import { SCENARIOS } from "./scenarios/index.ts";
import { startWorld, type World } from "./world.ts";

const chosen = choose(process.argv.slice(2));
const ending = new AbortController();
for (const signal of ["SIGINT", "SIGTERM"] as const)
  process.once(signal, () => ending.abort(new Error(`Ended by ${signal}.`)));
const world = await startWorld(buildEngines(), ending.signal);
const plays: Play[] = [];
try {
  for (const scenario of chosen) {
    ending.signal.throwIfAborted();
    plays.push(await play(scenario, world));
  }
} finally {
  await world.stop();
}
console.table(
  plays.map(({ scenario, fault, seconds }) => ({
    scenario: scenario.name,
    verdict: fault === undefined ? "holds" : "FAILS",
    seconds,
    shows: scenario.shows,
  })),
);
const failed = plays.filter(({ fault }) => fault !== undefined);
// Said again at the end: many programs' words lie between a failure and the last line.
for (const { scenario, fault } of failed) console.log(`${scenario.name} FAILS:\n${inspect(fault)}\n`);
const faults = failed.map(({ scenario, fault }) => `${scenario.name} (${headline(fault)})`).join(", ");
console.log(
  `${plays.length - failed.length} of ${plays.length} scenarios hold${faults && `, these do not: ${faults}`}.`,
);
process.exitCode = failed.length === 0 ? 0 : 1;

/** Enough of a fault to know it where only one line is kept. */
function headline(fault: unknown): string {
  const text = fault instanceof Error ? fault.message : inspect(fault);
  return text.replaceAll(/\s+/g, " ").slice(0, 300);
}

function choose(names: readonly string[]): readonly Scenario[] {
  const unknown = names.filter((name) => !SCENARIOS.some((scenario) => scenario.name === name));
  if (unknown.length > 0) {
    console.error(`There is no scenario ${unknown.join(", ")}. Choose of:`);
    for (const { name, shows } of SCENARIOS) console.error(`  ${name.padEnd(20)} ${shows}`);
    process.exit(2);
  }
  return SCENARIOS.filter(({ name, isOnRequest = false }) =>
    names.length === 0 ? !isOnRequest : names.includes(name),
  );
}

/** A scenario that was played. */
interface Play {
  readonly scenario: Scenario;
  /** Why it does not hold; undefined when it does. */
  readonly fault: unknown;
  readonly seconds: number;
}

async function play(scenario: Scenario, in_: World): Promise<Play> {
  const start = Date.now();
  console.error(`\n== ${scenario.name}: ${scenario.shows}`);
  let fault: unknown;
  try {
    await scenario.run(in_);
  } catch (error) {
    fault = error ?? new Error("It throws nothing.");
    console.error(fault);
  }
  const seconds = Math.round((Date.now() - start) / 1000);
  console.error(`   ${fault === undefined ? "holds" : "FAILS"} (${seconds} s)`);
  return { scenario, fault, seconds };
}
