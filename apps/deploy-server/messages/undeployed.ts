import type { DeployRequest } from "../../../lib/deploys/request.ts";
import type { MessageState } from "../../../lib/store/messages.ts";
import { listRequests } from "../../../lib/store/request-lists.ts";
import type { World } from "../world.ts";
import { undeployedTelling } from "./tellings.ts";

/** Requests of a target among which the one is whose deploy an undeploy ends. */
const LOOKED_AT = 50;

/** What an undeploy that has succeeded makes of the deploy before it: GitHub showed that as what runs. */
export async function undeployedTellings(
  { db }: World,
  { id, kind, state, target }: DeployRequest,
): Promise<readonly MessageState[]> {
  if (kind !== "undeploy" || state !== "succeeded") return [];
  const past = await listRequests(db, { target, limit: LOOKED_AT });
  const last = past.find(({ request }) => request.id !== id && request.state === "succeeded")?.request;
  const told = last && undeployedTelling(last);
  return told === undefined ? [] : [told];
}
