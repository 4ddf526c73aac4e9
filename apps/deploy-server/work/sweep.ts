import { listDeliveries, redeliver, type HookDelivery } from "../../../lib/github/app/deliveries.ts";
import { pruneInbox } from "../../../lib/store/inbox.ts";
import { step } from "../../../lib/store/step.ts";
import type { World } from "../world.ts";

/** How often GitHub is asked for deliveries that did not arrive; GitHub sends nothing again by itself. */
const SWEEP_MS = 60_000;
/** Longer than GitHub offers to deliver again, so that nothing is taken for new that was dealt with. */
const KEPT_MS = 7 * 24 * 3_600_000;

/** Makes up for what was lost: each part of the server does so from time to time, and twice does no harm. */
export class Sweeper {
  readonly #world: World;
  #sweptAt: number;
  /** Deliveries that were asked for again since the server began: once is enough. */
  readonly #asked = new Set<string>();

  constructor(world: World) {
    this.#world = world;
    this.#sweptAt = world.clock.now().getTime();
  }

  /** @returns 0: whatever it found comes back as a webhook */
  async run(): Promise<number> {
    const { clock, settings, db, github, log } = this.#world;
    const { login } = settings.github;
    const now = clock.now().getTime();
    if (now - this.#sweptAt < SWEEP_MS) return 0;
    this.#sweptAt = now;
    await pruneInbox(db, KEPT_MS);
    if (login.kind !== "app") return 0;
    const session = github.session();
    const deliveries = await step("sweep.list deliveries", () => listDeliveries(session, login));
    for (const { id, guid, event } of lostOf(deliveries).filter((one) => !this.#asked.has(one.guid))) {
      this.#asked.add(guid);
      log.warn({ delivery: guid, event }, "a webhook did not arrive: asking GitHub for it again");
      await step("sweep.redeliver", () => redeliver(session, login, id));
    }
    return 0;
  }
}

/** The events of which no attempt has arrived, the oldest first. */
export function lostOf(deliveries: readonly HookDelivery[]): readonly HookDelivery[] {
  const taken = new Set(deliveries.filter(({ isTaken }) => isTaken).map(({ guid }) => guid));
  const newest = new Map(deliveries.toReversed().map((one) => [one.guid, one]));
  return [...newest.values()].filter(({ guid }) => !taken.has(guid));
}
