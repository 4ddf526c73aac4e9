/**
 * Runs scenarios with the real engines: `node tools/engines/main.ts [scenario …]`. It ends with 0 when all of them hold.
 */
import { buildEngines } from "./build.ts";
import type { Scenario } from "./scenario.ts";
import { SCENARIOS } from "./scenarios/index.ts";
import { startWorld, type World } from "./world.ts";

const chosen = choose(process.argv.slice(2));
const world = await startWorld(buildEngines());
for (const signal of ["SIGINT", "SIGTERM"] as const)
  process.once(signal, () => void world.stop().finally(() => process.exit(1)));
const rows: { scenario: string; verdict: string; seconds: number; shows: string }[] = [];
try {
  for (const scenario of chosen) rows.push(await play(scenario, world));
} finally {
  await world.stop();
}
console.table(rows);
const failed = rows.filter(({ verdict }) => verdict !== "holds").length;
console.log(`${rows.length - failed} of ${rows.length} scenarios hold.`);
process.exitCode = failed === 0 ? 0 : 1;

function choose(names: readonly string[]): readonly Scenario[] {
  const unknown = names.filter((name) => !SCENARIOS.some((scenario) => scenario.name === name));
  if (unknown.length > 0) {
    console.error(`There is no scenario ${unknown.join(", ")}. Choose of:`);
    for (const { name, shows } of SCENARIOS) console.error(`  ${name.padEnd(20)} ${shows}`);
    process.exit(2);
  }
  return SCENARIOS.filter(({ name }) => names.length === 0 || names.includes(name));
}

async function play({ name, shows, run }: Scenario, in_: World): Promise<(typeof rows)[number]> {
  const start = Date.now();
  console.error(`\n== ${name}: ${shows}`);
  let verdict = "holds";
  try {
    await run(in_);
  } catch (error) {
    verdict = "FAILS";
    console.error(error);
  }
  const seconds = Math.round((Date.now() - start) / 1000);
  console.error(`   ${verdict} (${seconds} s)`);
  return { scenario: name, verdict, seconds, shows };
}
