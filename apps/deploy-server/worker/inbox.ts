import { claimEntries, failEntry, finishEntry, type ClaimedEntry } from "../../../lib/store/inbox.ts";
import { step } from "../../../lib/store/step.ts";
import { handleCommand } from "../slack/command.ts";
import { handleSubmission } from "../slack/form/handle.ts";
import { handleInteraction } from "../slack/interaction.ts";
import { messageOf, Passing } from "../trouble.ts";
import { handleBuildEvent } from "../webhooks/build-event.ts";
import { handlePush } from "../webhooks/push.ts";
import {
  handleBranchEvent,
  handleInstallationEvent,
  handleRepositoryEvent,
} from "../webhooks/repository-event.ts";
import type { World } from "../world.ts";

const LEASE_MS = 60_000;
const AT_ONCE = 10;
const MAX_ATTEMPTS = 10;
const FIRST_RETRY_MS = 1_000;
const LAST_RETRY_MS = 60_000;

type Handler = (world: World, entry: ClaimedEntry) => Promise<void>;

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
};

/** Takes what came in, and does what it asks for. @returns how many entries there were */
export async function workOnInbox(world: World): Promise<number> {
  const claim = { owner: world.replica, leaseMs: LEASE_MS, limit: AT_ONCE };
  const entries = await claimEntries(world.db, claim);
  for (const entry of entries) await handleOne(world, entry);
  return entries.length;
}

async function handleOne(world: World, entry: ClaimedEntry): Promise<void> {
  const handle = HANDLERS[`${entry.source} ${entry.kind}`];
  try {
    if (handle === undefined) await finishEntry(world.db, entry);
    else await step("inbox.handle", () => handle(world, entry));
  } catch (error) {
    const retryInMs =
      (error instanceof Passing ? error.retryInMs : undefined) ??
      Math.min(LAST_RETRY_MS, FIRST_RETRY_MS * 2 ** (entry.attempts - 1));
    world.log.warn(
      { entry: entry.key, kind: entry.kind, err: error },
      `could not handle it: ${messageOf(error)}`,
    );
    await failEntry(world.db, entry, { error: messageOf(error), retryInMs, maxAttempts: MAX_ATTEMPTS });
    world.nudges.nudgeIn("inbox", retryInMs);
  }
}
