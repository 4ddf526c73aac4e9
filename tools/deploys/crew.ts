import { setTimeout as sleep } from "node:timers/promises";
import { sql } from "kysely";
import { LEASED_TABLES } from "../../lib/store/lease.ts";
import type { Store } from "../../lib/store/store.ts";
import type { Kill } from "./kill.ts";
import type { Replica } from "./replica.ts";
import type { Site } from "./site.ts";

/** Where servers run, and what they have stored. */
export interface Yard {
  readonly site: Pick<Site, "replicas" | "start">;
  readonly store: Pick<Store, "db">;
}

export function running({ replicas }: Pick<Site, "replicas">): readonly Replica[] {
  return replicas.filter((replica) => replica.isRunning());
}

/** Two servers, and another one for each that dies. */
export class Crew {
  readonly #yard: Yard;
  readonly #kills: readonly Kill[];
  readonly #replacing: Promise<void>[] = [];
  #isUnderWay = true;

  constructor(yard: Yard, kills: readonly Kill[]) {
    this.#yard = yard;
    this.#kills = kills;
  }

  arm(): void {
    for (const replica of running(this.#yard.site)) {
      replica.arm(this.#kills);
      void this.#replaceLost(replica);
    }
  }

  /** All servers end, and others begin, which may die while they do. */
  async startAnew(): Promise<void> {
    const { site } = this.#yard;
    for (const replica of running(this.#yard.site)) await replica.stop();
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
    while (running(this.#yard.site).length < 2) await this.#yard.site.start();
    for (const replica of running(this.#yard.site)) replica.arm([]);
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
    const { site, store } = this.#yard;
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
