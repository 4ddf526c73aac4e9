import { NOTHING_FOUND } from "../../../lib/deploys/sync/outcome.ts";
import { isPassing } from "../../../lib/store/failure.ts";
import { LEASE_MS, whileKept } from "../../../lib/store/keep.ts";
import { LostLease, type Lease } from "../../../lib/store/lease.ts";
import { inTransaction } from "../../../lib/store/store.ts";
import {
  addPages,
  nextPage,
  nextPageDue,
  pageRead,
  pagesOf,
  type SyncPage,
} from "../../../lib/store/sync-pages.ts";
import { claimSync, moveSync, releaseSync, type Sync } from "../../../lib/store/syncs.ts";
import { isoTime } from "../clock.ts";
import { messageOf } from "../trouble.ts";
import type { World } from "../world.ts";
import { applyScan } from "./apply.ts";
import { giveBack } from "./give-back.ts";
import { outcomeOf } from "./outcome.ts";
import { readPage, type AppLogin } from "./read-page.ts";
import { scanOf, type Scan } from "./scan.ts";
import { statusPlaces } from "./status-places.ts";

type ClaimedSync = Sync & Lease<string>;

/** Moves the sync on that is under way, by one page or one part. @returns 0 where there is nothing to do for now */
export async function workOnSyncs(world: World): Promise<number> {
  const { login } = world.settings.github;
  if (login.kind !== "app") return 0;
  const sync = await claimSync(world.db, { owner: world.replica, leaseMs: LEASE_MS });
  if (sync === undefined) return 0;
  try {
    const hasWorked = await whileKept(world.db, { table: "syncs", rows: [sync] }, () =>
      workOn(world, login, sync),
    );
    await releaseSync(world.db, sync);
    return hasWorked ? 1 : 0;
  } catch (error) {
    if (!(error instanceof LostLease)) {
      await letGo(world, sync, error);
      throw error;
    }
    world.log.info({ sync: sync.id }, error.message);
    return 0;
  }
}

/** What a sync may take in all: one that cannot be ended would keep all later ones from beginning. */
const LONGEST_MS = 6 * 3_600_000;

/** Whoever looks next goes on, and need not wait for the lease's end; what fails for hours is given up. */
async function letGo(world: World, sync: ClaimedSync, error: unknown): Promise<void> {
  // What fails before it has come to anything ends as well, and then nothing is known of what there is.
  const outcome = sync.outcome ?? NOTHING_FOUND;
  const isOver = world.clock.now().getTime() - Date.parse(sync.askedAt) > LONGEST_MS;
  try {
    if (isOver) {
      const failures = [...outcome.failures, messageOf(error)];
      await end(world, sync, { ...outcome, isWhole: false, failures });
    } else await releaseSync(world.db, sync);
  } catch (another) {
    world.log.warn(
      { sync: sync.id, err: another },
      "a sync could not be given back: its lease ends by itself",
    );
  }
}

async function workOn(world: World, login: AppLogin, sync: ClaimedSync): Promise<boolean> {
  const { db } = world;
  // A limit's end is known to the millisecond.
  const now = world.clock.now();
  const page = await nextPage(db, sync.id, now.toISOString());
  if (page !== undefined) {
    await takePage(world, login, { sync, page });
    return true;
  }
  const due = await nextPageDue(db, sync.id);
  if (due !== undefined) {
    world.nudges.nudgeIn("syncs", Math.max(0, Date.parse(due) - now.getTime()));
    return false;
  }
  const scan = scanOf(await pagesOf(db, sync.id));
  if (sync.state === "scanning") await complete(world, sync, scan);
  else if (sync.state === "completing") await conclude(world, sync, scan);
  else if (sync.outcome !== undefined) {
    await applyScan(world, { sync, scan, outcome: sync.outcome });
    await end(world, sync, sync.outcome);
  }
  return true;
}

async function takePage(
  world: World,
  login: AppLogin,
  { sync, page }: { readonly sync: ClaimedSync; readonly page: SyncPage },
): Promise<void> {
  const { number, place } = page;
  let read;
  try {
    read = await readPage(world, login, place);
  } catch (error) {
    if (error instanceof LostLease || isPassing(error)) throw error;
    await giveBack(world, sync, { page, error });
    return;
  }
  await pageRead(world.db, sync, { page: number, ...read, at: isoTime(world.clock) });
}

/** Asks for what turns out to be needed only once everything has been seen: the numbers of statuses that are news. */
async function complete(world: World, sync: ClaimedSync, scan: Scan): Promise<void> {
  const places = await statusPlaces(world.db, sync, scan);
  await inTransaction(world.db, async (transaction) => {
    await addPages(transaction, sync, { places, at: isoTime(world.clock) });
    await moveSync(transaction, sync, { state: "completing" });
  });
}

async function conclude(world: World, sync: ClaimedSync, scan: Scan): Promise<void> {
  const outcome = await outcomeOf(world.db, sync, scan);
  if (sync.isDryRun) await end(world, sync, outcome);
  else await moveSync(world.db, sync, { state: "applying", outcome });
}

async function end(world: World, sync: ClaimedSync, outcome: NonNullable<Sync["outcome"]>): Promise<void> {
  const state = outcome.isWhole ? "done" : "incomplete";
  await moveSync(world.db, sync, { state, outcome, endedAt: isoTime(world.clock) });
  const { failures, configs } = outcome;
  const asked = configs.asked.map(({ name }) => name);
  const facts = { sync: sync.id, isDryRun: sync.isDryRun, state, failures, asked };
  world.log[asked.length > 0 || !outcome.isWhole ? "warn" : "info"](facts, "sync ended");
}
