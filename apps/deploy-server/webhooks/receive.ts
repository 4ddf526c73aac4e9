import { githubKeys } from "../../../lib/deploys/idempotency.ts";
import { receive } from "../../../lib/store/inbox.ts";
import type { World } from "../world.ts";

/** A delivery of GitHub whose signature was found good. */
export interface Delivery {
  readonly id: string;
  readonly event: string;
  /** As it was signed. */
  readonly text: string;
  readonly body: object;
}

/** Puts a delivery into the inbox; a redelivery or a replay changes nothing. @returns whether it is new */
export async function receiveDelivery(world: World, { id, event, text, body }: Delivery): Promise<boolean> {
  const { isNew } = await receive(world.db, {
    source: "github",
    kind: event,
    ...githubKeys(id, event, text),
    payload: { body },
  });
  world.nudges.nudge("inbox");
  return isNew;
}
