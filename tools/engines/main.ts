/**
 * Runs scenarios with the real engines: `node tools/engines/main.ts [scenario …]`. It ends with 0 when all of them hold.
 */
import { inspect } from "node:util";
import { buildEngines } from "./build.ts";
import type { Scenario } from "./scenario.ts";
import { SCENARIOS } from "./scenarios/index.ts";
import { startWorld, type World } from "./world.ts";

const names = process.argv.slice(2);
/** More than these do not fail by bad luck, and one that was named is not to be forgiven. */
const mostAgain = names.length === 0 ? 4 : 0;
const chosen = choose(names);
const ending = new AbortController();
for (const signal of ["SIGINT", "SIGTERM"] as const)
  process.once(signal, () => ending.abort(new Error(`Ended by ${signal}.`)));
const plays = await playAll(chosen);
const failed = plays.filter(({ fault }) => fault !== undefined);
/**
 * Once more, in a world of their own, where they are few: the engines have times of their own, which a machine that
 * stands still may overrun. A fault of ours fails twice.
 */
const again = failed.length > mostAgain ? [] : await playAll(failed.map(({ scenario }) => scenario));
const faultAgain = ({ scenario, fault }: Play): unknown => {
  const second = again.find((play) => play.scenario === scenario);
  return second === undefined ? fault : second.fault;
};
const failing = failed.filter((play) => faultAgain(play) !== undefined);
const verdict = (play: Play): string => {
  if (play.fault === undefined) return "holds";
  return failing.includes(play) ? "FAILS" : "holds the second time";
};
console.table(
  plays.map((play) => ({
    scenario: play.scenario.name,
    verdict: verdict(play),
    seconds: play.seconds,
    shows: play.scenario.shows,
  })),
);
// Said again at the end: many programs' words lie between a failure and the last lines.
for (const play of failed) console.log(`${play.scenario.name} ${verdict(play)}:\n${inspect(play.fault)}\n`);
// A verdict of CI keeps the last line alone: the names come first.
const onlyAgain = failed.filter((play) => !failing.includes(play));
console.log(
  [
    `${plays.length - failing.length} of ${plays.length} scenarios hold`,
    ...list("these do not", failing),
    ...list("these only when run again", onlyAgain),
    ...failed.map(({ scenario, fault }) => `${scenario.name}: ${headline(fault)}`),
  ].join("; "),
);
process.exitCode = failing.length === 0 ? 0 : 1;

function list(what: string, found: readonly Play[]): readonly string[] {
  return found.length === 0 ? [] : [`${what}: ${found.map(({ scenario }) => scenario.name).join(", ")}`];
}

async function playAll(scenarios: readonly Scenario[]): Promise<readonly Play[]> {
  if (scenarios.length === 0) return [];
  const world = await startWorld(buildEngines(), ending.signal);
  const played: Play[] = [];
  try {
    for (const scenario of scenarios) {
      ending.signal.throwIfAborted();
      played.push(await play(scenario, world));
    }
  } finally {
    await world.stop();
  }
  return played;
}

/** Enough of a fault to know it where only one line is kept. */
function headline(fault: unknown): string {
  const text = fault instanceof Error ? fault.message : inspect(fault);
  return text.replaceAll(/\s+/g, " ").slice(0, 200);
}

function choose(wanted: readonly string[]): readonly Scenario[] {
  const unknown = wanted.filter((name) => !SCENARIOS.some((scenario) => scenario.name === name));
  if (unknown.length > 0) {
    console.error(`There is no scenario ${unknown.join(", ")}. Choose of:`);
    for (const { name, shows } of SCENARIOS) console.error(`  ${name.padEnd(20)} ${shows}`);
    process.exit(2);
  }
  return wanted.length === 0 ? SCENARIOS : SCENARIOS.filter(({ name }) => wanted.includes(name));
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
