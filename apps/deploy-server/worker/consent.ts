import { givesUpAt } from "../../../lib/deploys/due.ts";
import type { DeployRequest, Reason } from "../../../lib/deploys/request.ts";
import { step } from "../../../lib/store/step.ts";
import { isoTime } from "../clock.ts";
import { releaseStateNow } from "../targets/release-state.ts";
import type { World } from "../world.ts";
import { happened, wait, type Outcome } from "./outcome.ts";
import { heldNow } from "./rules.ts";
import { findLedgerCommit } from "./write-ledger.ts";

/** How often a request that waits for people is looked at; their clicks, and pushes to the release repository, come beside. */
const CONSENT_POLL_MS = 15_000;

/**
 * Ends a request that nobody has confirmed in time, and tells those who are asked of a lock or a freeze that came or went
 * since. One that is in git already was confirmed: the database was restored from a backup of before that.
 */
export async function awaitConsent(world: World, request: DeployRequest): Promise<Outcome> {
  const end = givesUpAt(request);
  const now = world.clock.now().getTime();
  if (end === undefined || now < end) {
    const reason = await reasonNow(world, request);
    return reason?.message === request.reason?.message
      ? wait(CONSENT_POLL_MS)
      : happened({ type: "waits", reason }, { dueInMs: CONSENT_POLL_MS });
  }
  const isWritten = request.commit === undefined && (await findLedgerCommit(world, request)) !== undefined;
  return happened({ type: isWritten ? "found written" : "expired" });
}

/** Why nothing would come of a yes now, as far as can be known: what cannot be read ends no request that waits for people. */
async function reasonNow(world: World, request: DeployRequest): Promise<Reason | undefined> {
  try {
    const state = await step("consent.hold", () => releaseStateNow(world));
    const because = heldNow(state, request, isoTime(world.clock));
    const { config, channel } = request.target;
    return because === undefined
      ? undefined
      : { code: "held", message: `${config} in ${channel} is held now, because ${because}` };
  } catch (error) {
    world.log.warn({ err: error, request: request.id }, "could not look for locks and freezes");
    return request.reason;
  }
}
