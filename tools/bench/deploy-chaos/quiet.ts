import { setTimeout as sleep } from "node:timers/promises";
import type { GitHub } from "@release-channels/sandbox";
import { sql } from "kysely";
import type { Store } from "../../../lib/store/store.ts";
import type { Site } from "../../deploys/site.ts";

/** Far longer than it takes until GitHub has sent everything again. */
const IN_VAIN_MS = 30 * 60_000;

/** Where servers keep what they have to do. */
interface Stored {
  readonly store: Store;
}

/** Waits until the inbox has nothing more to do. @param until the time in ms @returns what was given up */
export async function untilInboxIsDone({ store }: Stored, until: number): Promise<readonly string[]> {
  for (;;) {
    const { rows } = await sql<{ state: string; key: string; error: string | null }>`
      select state, key, error from inbox where state <> 'done'`
      .execute(store.db)
      .catch(() => ({ rows: [{ state: "waiting", key: "", error: null }] }));
    const waiting = rows.filter(({ state }) => state === "waiting");
    if (waiting.length > 0 && Date.now() < until) {
      await sleep(100);
      continue;
    }
    return rows.map(({ state, key, error }) => `entry ${key} of the inbox is ${state}: ${error ?? ""}`);
  }
}

/** Of every event some attempt has arrived in the end: the sweep, whose minute passes at once here, asks for it again. */
export async function untilAllTaken({
  github,
  site,
  store,
}: Stored & { readonly github: GitHub; readonly site: Site }): Promise<void> {
  const end = performance.now() + IN_VAIN_MS;
  for (;;) {
    await makeSweepDue({ store });
    await github.webhooksSettled();
    const attempts = [...Map.groupBy(github.webhookDeliveries(site.githubApp), ({ guid }) => guid)];
    const lost = attempts
      .filter(([, all]) => !all.some(({ statusCode }) => statusCode >= 200 && statusCode < 300))
      .map(([guid, all]) => `${guid} (${all.map(({ statusCode }) => statusCode).join(", ")})`);
    if (lost.length === 0) return;
    if (performance.now() > end) throw new Error(`nobody takes the webhooks ${lost.join(", ")}`);
    await sleep(200);
  }
}

/** Whatever is done now and then is due at once. */
export async function makeSweepDue({ store }: Stored): Promise<void> {
  await sql`update chores set due_at = now()`.execute(store.db);
}

/** Whatever is done now and then is not due for as long as a scenario takes, nor under way: what was lost stays lost. */
export async function putSweepOff({ store }: Stored): Promise<void> {
  await sql`update chores set due_at = now() + interval '1 hour'`.execute(store.db);
  const end = performance.now() + IN_VAIN_MS;
  while (performance.now() < end) {
    const { rows } = await sql`select 1 from syncs where ended_at is null`.execute(store.db);
    if (rows.length === 0) return;
    await sleep(50);
  }
  throw new Error("the nightly sync has not ended");
}
