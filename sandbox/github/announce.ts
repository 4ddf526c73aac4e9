import type { TokenGrant, WorkflowEvent } from "./model.ts";
import type { World } from "./world.ts";

/** Tells webhooks of an event, and workflows too unless a job's own token brought it about: that starts none. */
export function announce(world: World, event: WorkflowEvent, by?: Pick<TokenGrant, "kind">): void {
  if (by?.kind !== "actions") world.events.tell(event);
  world.webhooks.tell(event);
}
