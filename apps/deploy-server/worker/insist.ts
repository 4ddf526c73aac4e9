import { clusterOf } from "../../../lib/deploys/config/server-config.ts";
import { takesPushes } from "../../../lib/deploys/config/waves.ts";
import { unmet } from "../../../lib/deploys/permission.ts";
import type { DeployRequest } from "../../../lib/deploys/request.ts";
import { LEASE_MS } from "../../../lib/store/keep.ts";
import { LostLease, renewLease, type Lease } from "../../../lib/store/lease.ts";
import { isoTime } from "../clock.ts";
import type { Insist } from "../engines/engine.ts";
import { judgeAgain } from "../people/judge.ts";
import { Rejected } from "../rejected.ts";
import type { World } from "../world.ts";
import type { EngineSite } from "./at-engine.ts";
import { refuseHalted } from "./rules.ts";

/** Who works on a request, and where. */
interface Asking {
  readonly lease: Lease<string>;
  readonly site: EngineSite;
}

/** What is looked at right before an engine is asked for a request's sync. */
export function insistence(world: World, request: DeployRequest, asking: Asking): Insist {
  return async (how = "anew") => {
    if (how === "anew") await refuseLost(world, request, asking.site);
    const lease = { ...asking.lease, leaseMs: LEASE_MS };
    const isOurs = await renewLease(world.db, "requests", lease);
    if (!isOurs) throw new LostLease(`request ${lease.id}`);
  };
}

/**
 * Between the confirmation and now, somebody may have locked or frozen the target, or lost what they were allowed.
 * @throws Rejected
 */
async function refuseLost(
  world: World,
  request: DeployRequest,
  { placement, state }: EngineSite,
): Promise<void> {
  // Others take what is in git, whether they are asked or not.
  if (!takesPushes(clusterOf(state.config, placement.cluster)))
    refuseHalted(state, request, isoTime(world.clock));
  const { verdicts, lost } = await judgeAgain(world, state, request);
  const reason = unmet(verdicts, lost);
  if (reason !== undefined) throw new Rejected(reason.code, reason.message, "forbidden");
}
