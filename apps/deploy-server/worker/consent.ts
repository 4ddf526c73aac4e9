import { givesUpAt } from "../../../lib/deploys/due.ts";
import type { DeployRequest } from "../../../lib/deploys/request.ts";
import type { World } from "../world.ts";
import { happened, wait, type Outcome } from "./outcome.ts";

/** How often a request that waits for people is looked at; their clicks come beside. */
const CONSENT_POLL_MS = 15_000;

/** Ends a request that nobody has confirmed in time. */
export async function awaitConsent(world: World, request: DeployRequest): Promise<Outcome> {
  const end = givesUpAt(request);
  const now = world.clock.now().getTime();
  return end !== undefined && now >= end ? happened({ type: "expired" }) : wait(CONSENT_POLL_MS);
}
