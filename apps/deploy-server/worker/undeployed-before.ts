import type { Change } from "../../../lib/deploys/preview.ts";
import type { DeployRequest } from "../../../lib/deploys/request.ts";
import { listRequests } from "../../../lib/store/request-lists.ts";
import type { World } from "../world.ts";

const LOOKED_AT = 50;

/** What the newest undeploy of a target has changed; nothing unless the target is undeployed now. */
export async function undeployedBefore(
  world: World,
  { target, from, to }: Pick<DeployRequest, "target" | "from" | "to">,
): Promise<readonly Change[]> {
  if (from?.kind !== "virtual" || to?.kind === "virtual") return [];
  const past = await listRequests(world.db, { target, limit: LOOKED_AT });
  const undeploy = past.find(({ request }) => request.kind === "undeploy" && request.commit !== undefined);
  return undeploy?.request.shown?.changes ?? [];
}
