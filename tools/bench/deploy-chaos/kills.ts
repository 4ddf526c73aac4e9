import { existsSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { sql } from "kysely";
import { LEASED_TABLES } from "../../../lib/store/lease.ts";
import type { Kill } from "../../deploys/kill.ts";
import type { Replica } from "../../deploys/replica.ts";
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
  return (await Promise.all(running(world).map((replica) => replica.seen()))).flat();
}

function running({ site }: ChaosWorld): readonly Replica[] {
  return site.replicas.filter((replica) => replica.isRunning());
}

/** The servers of a scenario: two, and another one for each that dies. */
class Crew {
  readonly #world: ChaosWorld;
  readonly #kills: readonly Kill[];
  readonly #replacing: Promise<void>[] = [];
  #isUnderWay = true;

  constructor(world: ChaosWorld, kills: readonly Kill[]) {
    this.#world = world;
    this.#kills = kills;
  }

  arm(): void {
    for (const replica of running(this.#world)) {
      replica.arm(this.#kills);
      void this.#replaceLost(replica);
    }
  }

  /** All servers end, and others begin, which may die while they do. */
  async startAnew(): Promise<void> {
    const { site } = this.#world;
    for (const replica of running(this.#world)) await replica.stop();
    const started = await Promise.all([site.start(this.#kills), site.start(this.#kills)]);
    for (const replica of started) void this.#replaceLost(replica);
  }

  /** From now on, whoever ends is not replaced. */
  leave(): void {
    this.#isUnderWay = false;
  }

  /** Nobody dies any more, and two are there. */
  async disarm(): Promise<void> {
    this.leave();
    for (let done = 0; done < this.#replacing.length; done += 1) await this.#replacing[done];
    while (running(this.#world).length < 2) await this.#world.site.start();
    for (const replica of running(this.#world)) replica.arm([]);
  }

  async #replaceLost(replica: Replica): Promise<void> {
    await replica.ended;
    if (!this.#isUnderWay) return;
    const replacing = this.#replace(replica);
    // Whoever disarms is told of it.
    replacing.catch(() => undefined);
    this.#replacing.push(replacing);
  }

  /** Another server starts, and the minute passes after which the dead one's leases are free. */
  async #replace({ pid }: Replica): Promise<void> {
    const { site, store } = this.#world;
    const started = await insisted(async () => {
      for (const table of LEASED_TABLES) {
        await sql`update ${sql.table(table)} set lease_until = now()
          where lease_until > now() and lease_owner like ${`%-${pid}-%`}`.execute(store.db);
      }
      return site.start(this.#kills);
    });
    void this.#replaceLost(started);
  }
}

const STARTS = 10;

/** A server whose database is away at the moment ends, and is started again, as a cluster does. */
async function insisted<T>(start: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await start();
    } catch (error) {
      if (attempt === STARTS) throw error;
      await sleep(1_000);
    }
  }
}
