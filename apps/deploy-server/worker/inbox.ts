import { claimEntries, failEntry, finishEntry, type ClaimedEntry } from "../../../lib/store/inbox.ts";
import { eachKept, LEASE_MS } from "../../../lib/store/keep.ts";
import { LostLease } from "../../../lib/store/lease.ts";
import { step } from "../../../lib/store/step.ts";
import { inTransaction } from "../../../lib/store/store.ts";
import type { APP_EVENTS } from "../github/app.ts";
import { handleCommand } from "../slack/command.ts";
import { handleSubmission } from "../slack/form/handle.ts";
import { tellGivenUp } from "../slack/given-up.ts";
import { handleInteraction } from "../slack/interaction.ts";
import { handleInstallationEvent } from "../syncs/installation-event.ts";
import { messageOf, Passing } from "../trouble.ts";
import { handleBuildEvent } from "../webhooks/build-event.ts";
import { handlePush } from "../webhooks/push.ts";
import { handleBranchEvent, handleRepositoryEvent } from "../webhooks/repository-event.ts";
import type { World } from "../world.ts";

const AT_ONCE = 10;
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
} satisfies Readonly<Record<`github ${GitHubKind}` | `slack ${SlackKind}`, Handler>>;

/** Takes what came in, and does what it asks for. @returns how many entries there were */
export async function workOnInbox(world: World): Promise<number> {
  const claim = { owner: world.replica, leaseMs: LEASE_MS, limit: AT_ONCE };
  const rows = await claimEntries(world.db, claim);
  await eachKept(world.db, { table: "inbox", rows }, (entry) => handleOne(world, entry));
  return rows.length;
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
