import type { RequestEvent } from "../../../lib/deploys/event.ts";
import type { DeployRequest } from "../../../lib/deploys/request.ts";
import { transition } from "../../../lib/deploys/transition.ts";
import { saveRequest } from "../../../lib/store/requests.ts";
import { step } from "../../../lib/store/step.ts";
import { inTransaction, type Db } from "../../../lib/store/store.ts";
import { tellings } from "../messages/tellings.ts";
import { Passing } from "../trouble.ts";
import type { World } from "../world.ts";

/** What came of a decision: the request as it is now, or why it stays as it was. */
export type Pressed =
  | { readonly kind: "moved"; readonly request: DeployRequest }
  | { readonly kind: "unmoved"; readonly because: string };

/**
 * Moves a request on by a person's decision, who may make it.
 * @param along saves what belongs to it, in the same transaction
 * @throws Passing where somebody was faster: decide again on what there is then
 */
export async function press(
  world: World,
  { request, event }: { readonly request: DeployRequest; readonly event: RequestEvent },
  along: (transaction: Db) => Promise<void> = nothingMore,
): Promise<Pressed> {
  const result = transition(request, event, world.clock.now().toISOString());
  if (result.kind !== "moved") return { kind: "unmoved", because: result.because };
  const saved = await inTransaction(world.db, async (transaction) => {
    const outcome = await saveRequest(transaction, {
      request: result.request,
      messages: tellings(result.request),
    });
    if (outcome === "saved") await step("press.along", () => along(transaction));
    return outcome;
  });
  if (saved !== "saved") throw new Passing("the request has changed meanwhile", { retryInMs: 0 });
  world.metrics.moved(request, result.request);
  world.nudges.nudge("requests");
  world.nudges.nudge("messages");
  return result;
}

async function nothingMore(): Promise<void> {}
