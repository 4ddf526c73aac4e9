import { givesUpAt } from "../../../lib/deploys/due.ts";
import type { DeployRequest } from "../../../lib/deploys/request.ts";
import type { World } from "../world.ts";
import { happened, wait, type Outcome } from "./outcome.ts";
import { findLedgerCommit } from "./write-ledger.ts";

/** How often a request that waits for people is looked at; their clicks come beside. */
const CONSENT_POLL_MS = 15_000;

/**
 * Ends a request that nobody has confirmed in time. One that is in git already was confirmed: the database was restored
 * from a backup of before that.
 */
export async function awaitConsent(world: World, request: DeployRequest): Promise<Outcome> {
  const end = givesUpAt(request);
  const now = world.clock.now().getTime();
  if (end === undefined || now < end) return wait(CONSENT_POLL_MS);
  const isWritten = request.commit === undefined && (await findLedgerCommit(world, request)) !== undefined;
  return happened({ type: isWritten ? "found written" : "expired" });
}
