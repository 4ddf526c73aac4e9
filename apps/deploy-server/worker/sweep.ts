import { listDeliveries, redeliver, type HookDelivery } from "../../../lib/github/app/deliveries.ts";
import { takeChore } from "../../../lib/store/chores.ts";
import { pruneDispatches } from "../../../lib/store/dispatch-claims.ts";
import { pruneInbox } from "../../../lib/store/inbox.ts";
import { pruneTold } from "../../../lib/store/prune.ts";
import { step } from "../../../lib/store/step.ts";
import { syncNightly } from "../syncs/nightly.ts";
import type { World } from "../world.ts";

/** How often GitHub is asked for deliveries that did not arrive; GitHub sends nothing again by itself. */
const SWEEP_MS = 60_000;
/** Longer than GitHub offers to deliver again, so that nothing is taken for new that was dealt with. */
const KEPT_MS = 7 * 24 * 3_600_000;
/** Ten times as long as GitHub delivers an event again, and long enough for people who look what has happened. */
const TOLD_KEPT_MS = 30 * 24 * 3_600_000;
const PRUNE_MS = 3_600_000;
/** What the server refuses each time is not asked for without end. */
const MOST_ATTEMPTS = 10;

/**
 * Makes up for webhooks that were lost: one replica does so for all, from time to time.
 * @returns 0: whatever it found comes back as a webhook
 */
export async function sweep(world: World): Promise<number> {
  const { clock, settings, db, github, log } = world;
  const chore = { name: "deliveries", at: clock.now().toISOString(), everyMs: SWEEP_MS };
  if (!(await takeChore(db, chore))) return 0;
  await pruneInbox(db, KEPT_MS);
  await prune(world);
  const { login } = settings.github;
  if (login.kind !== "app") return 0;
  await syncNightly(world);
  const session = github.session();
  const deliveries = await step("sweep.list deliveries", () => listDeliveries(session, login));
  for (const { id, guid, event } of lostOf(deliveries)) {
    log.warn({ delivery: guid, event }, "a webhook did not arrive: asking GitHub for it again");
    await step("sweep.redeliver", () => redeliver(session, login, id));
  }
  return 0;
}

/** Takes out of the tables what no decision needs any more. */
async function prune({ clock, db, log }: World): Promise<void> {
  const chore = { name: "prune", at: clock.now().toISOString(), everyMs: PRUNE_MS };
  if (!(await takeChore(db, chore))) return;
  const pruned = { ...(await pruneTold(db, TOLD_KEPT_MS)), sent: await pruneDispatches(db, TOLD_KEPT_MS) };
  log.info(pruned, "removed what no decision needs any more");
}

/** The newest attempt of each event of which none has arrived, the oldest first. @param deliveries the newest first */
export function lostOf(deliveries: readonly HookDelivery[]): readonly HookDelivery[] {
  const events = [...Map.groupBy(deliveries, ({ guid }) => guid).values()];
  return events
    .filter((attempts) => attempts.length < MOST_ATTEMPTS && !attempts.some(({ isTaken }) => isTaken))
    .flatMap(([newest]) => newest ?? [])
    .toReversed();
}
