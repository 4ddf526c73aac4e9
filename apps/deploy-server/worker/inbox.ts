import { claimEntries, failEntry, finishEntry, type ClaimedEntry } from "../../../lib/store/inbox.ts";
import { eachKept, LEASE_MS, whileKept } from "../../../lib/store/keep.ts";
import { LostLease } from "../../../lib/store/lease.ts";
import { step } from "../../../lib/store/step.ts";
import { inTransaction } from "../../../lib/store/store.ts";
import type { APP_EVENTS } from "../github/app.ts";
import { numberAt, textAt } from "../narrow.ts";
import { handleCommand } from "../slack/command.ts";
import { handleSubmission } from "../slack/form/handle.ts";
import { tellGivenUp } from "../slack/given-up.ts";
import { handleInteraction } from "../slack/interaction.ts";
import { handleInstallationEvent } from "../syncs/installation-event.ts";
import { messageOf, Passing } from "../trouble.ts";
import { handleBuildEvent } from "../webhooks/build-event.ts";
import { handleFluxEvent } from "../webhooks/flux.ts";
import { handlePush } from "../webhooks/push.ts";
import { handleBranchEvent, handleRepositoryEvent } from "../webhooks/repository-event.ts";
import type { World } from "../world.ts";
import { Beside, type Worker } from "./beside.ts";
import { InTurn } from "./in-turn.ts";
import { tellTrouble } from "./loop.ts";

/** How many are claimed at once, and how often before the first of them have ended. */
const AT_ONCE = 20;
const BATCHES = 5;
const MAX_ATTEMPTS = 10;
const FIRST_RETRY_MS = 1_000;
const LAST_RETRY_MS = 60_000;

type Handler = (world: World, entry: ClaimedEntry) => Promise<void>;

/** Every event that the App asks GitHub for, and what comes unasked. */
type GitHubKind = (typeof APP_EVENTS)[number] | "installation" | "installation_repositories";
type SlackKind = "command" | "interaction" | "submission";

/** By source and kind; what nobody handles is done at once. */
const HANDLERS: Readonly<Record<string, Handler>> = {
  "slack command": handleCommand,
  "slack interaction": handleInteraction,
  "slack submission": handleSubmission,
  "github push": handlePush,
  "github workflow_run": handleBuildEvent,
  "github check_suite": handleBuildEvent,
  "github check_run": handleBuildEvent,
  "github status": handleBuildEvent,
  "github pull_request": handleBranchEvent,
  "github delete": handleBranchEvent,
  "github repository": handleRepositoryEvent,
  "github installation": handleInstallationEvent,
  "github installation_repositories": handleInstallationEvent,
  "flux event": handleFluxEvent,
} satisfies Readonly<Record<`github ${GitHubKind}` | `slack ${SlackKind}` | "flux event", Handler>>;

/**
 * Takes what came in, and does what it asks for. What one repository tells, or one person asks, is dealt with in the order in which it came, so that GitHub need not be
 * asked; what others tell, beside it. One that takes long holds up nobody else before all that this replica may have
 * claimed waits behind it.
 */
export function inboxWorker(world: World): Worker {
  const turns = new InTurn();
  const batches = new Beside(BATCHES);
  return {
    work: async () => {
      await step("inbox.give way", () => world.rush.giveWay());
      await step("inbox.make room", () => batches.room());
      const claim = { owner: world.replica, leaseMs: LEASE_MS, limit: AT_ONCE };
      const rows = await claimEntries(world.db, claim);
      if (rows.length === 0) return 0;
      batches.begin(() => workOn(world, rows, turns));
      return rows.length;
    },
    ended: () => batches.ended(),
  };
}

async function workOn(world: World, rows: readonly ClaimedEntry[], turns: InTurn): Promise<void> {
  const lanes = [...Map.groupBy(rows, laneOf)];
  const inLane = (lane: string, entries: readonly ClaimedEntry[]): Promise<void> =>
    turns.after(lane, (hasWaited) =>
      eachKept(world.db, { table: "inbox", rows: entries, hasWaited }, (entry) => handleOne(world, entry)),
    );
  const ended = await whileKept(world.db, { table: "inbox", rows }, () =>
    Promise.allSettled(lanes.map(([lane, entries]) => inLane(lane, entries))),
  );
  for (const lane of ended) if (lane.status === "rejected") tellTrouble(world, "inbox", lane.reason);
}

/** Of a repository, or of a person in chat. */
function laneOf({ source, payload }: ClaimedEntry): string {
  const repository = numberAt(payload, "body", "repository", "id");
  const user = textAt(payload, "user_id") ?? textAt(payload, "user", "id");
  return `${source} ${repository ?? user ?? ""}`;
}

async function handleOne(world: World, entry: ClaimedEntry): Promise<void> {
  const handle = HANDLERS[`${entry.source} ${entry.kind}`];
  try {
    if (handle === undefined) await finishEntry(world.db, entry);
    else await step("inbox.handle", () => handle(world, entry));
  } catch (error) {
    if (error instanceof LostLease) world.log.info({ entry: entry.key }, error.message);
    else await giveBack(world, entry, error);
  }
}

/** Tried again later, or given up: then whoever has sent it is told, and `/metrics` counts it. */
async function giveBack({ db, log, nudges }: World, entry: ClaimedEntry, error: unknown): Promise<void> {
  const message = messageOf(error);
  const retryInMs =
    (error instanceof Passing ? error.retryInMs : undefined) ??
    Math.min(LAST_RETRY_MS, FIRST_RETRY_MS * 2 ** (entry.attempts - 1));
  const outcome = await inTransaction(db, async (transaction) => {
    const fault = { error: message, retryInMs, maxAttempts: MAX_ATTEMPTS };
    const became = await failEntry(transaction, entry, fault);
    if (became === "failed") await tellGivenUp(transaction, entry, message);
    return became;
  });
  const { id, key, kind, attempts } = entry;
  const facts = { id, entry: key, kind, attempts, err: error };
  if (outcome !== "failed") {
    log.warn(facts, `could not handle it: ${message}`);
    nudges.nudgeIn("inbox", retryInMs);
    return;
  }
  log.error(facts, `gave it up: ${message}`);
  nudges.nudge("messages");
}
