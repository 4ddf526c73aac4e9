import { eventually } from "../../../lib/http/testing/server-process.ts";
import { findRequest } from "../../../lib/store/requests.ts";
import type { TestWorld } from "./world.ts";

/** Lets the time pass for which a healthy deploy is watched, whenever it has begun, until the request has succeeded. */
export async function soak({ store, clock }: Pick<TestWorld, "store" | "clock">, id: string): Promise<void> {
  let soaked: string | undefined;
  let last = "unknown";
  await eventually(
    async () => {
      const request = (await findRequest(store.db, id))?.request;
      last = JSON.stringify(request);
      const since = request?.progress?.healthySince;
      // Once for each: time that went on and on would end the tokens of GitHub before a fast machine's next look.
      if (since !== undefined && since !== soaked) clock.advance(60_000);
      soaked = since;
      return request?.state === "succeeded" || undefined;
    },
    () => `request ${id} never succeeds: ${last}`,
  );
}
