import { existsSync } from "node:fs";
import { join } from "node:path";
import { Crew, running } from "../../deploys/crew.ts";
import type { Kill } from "../../deploys/kill.ts";
import { play, type Played } from "./play.ts";
import { makeSweepDue } from "./quiet.ts";
import type { Scenario } from "./scenario.ts";
import type { ChaosWorld } from "./world.ts";

/** As many servers as are lost while something else goes wrong, too. */
const KILLS_IN_TROUBLE = 3;

/** Kills at steps chosen by chance. @param steps of a usual deploy */
export function chosenKills(steps: readonly string[], random: () => number): readonly Kill[] {
  return Array.from({ length: KILLS_IN_TROUBLE }, () => ({
    step: steps[Math.floor(random() * steps.length)] ?? "",
    when: random() < 0.5 ? "before" : "after",
  }));
}

/** What came of a scenario during which servers died. */
export interface Killed extends Played {
  /** The kills at whose steps nobody came by. */
  readonly missed: readonly Kill[];
}

let tickets = 0;

/** Plays a scenario whose servers are told to die there: for each kill, the first to come by does, and is replaced. */
export async function playKilled(
  world: ChaosWorld,
  scenario: Scenario,
  kills: readonly Kill[],
): Promise<Killed> {
  tickets += 1;
  const armed = kills.map((kill, index) => ({
    ...kill,
    ticket: join(world.site.folder, `ticket-${tickets}-${index}`),
  }));
  const crew = new Crew(world, armed);
  await makeSweepDue(world);
  if (scenario.isFresh === true) await crew.startAnew();
  else crew.arm();
  const played = await playWith(crew, world, scenario);
  return { ...played, missed: armed.filter(({ ticket }) => !existsSync(ticket)) };
}

async function playWith(crew: Crew, world: ChaosWorld, scenario: Scenario): Promise<Played> {
  try {
    const played = await play(world, scenario);
    await crew.disarm();
    return played;
  } finally {
    crew.leave();
  }
}

/** The steps that a scenario reaches while nothing goes wrong. */
export async function stepsOf(world: ChaosWorld, scenario: Scenario): Promise<readonly string[]> {
  await makeSweepDue(world);
  await seenBy(world);
  const crew = new Crew(world, []);
  if (scenario.isFresh === true) await crew.startAnew();
  const { broken } = await playWith(crew, world, scenario);
  if (broken.length > 0) throw new Error(`${scenario.name}, undisturbed: ${broken.join("; ")}`);
  return seenBy(world);
}

async function seenBy(world: ChaosWorld): Promise<readonly string[]> {
  return (await Promise.all(running(world.site).map((replica) => replica.seen()))).flat();
}
