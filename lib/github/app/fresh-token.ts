import { setTimeout as sleep } from "node:timers/promises";
import type { Client } from "../client.ts";
import { statusOf } from "../errors.ts";

/** A token is known everywhere within seconds. */
const WAITS_MS = [500, 1000, 2000];

/** GitHub may refuse a token that it has just made: the client asks again for some seconds. */
export function bearFreshToken(client: Client): void {
  client.hook.wrap("request", async (request, options) => {
    for (const wait of WAITS_MS) {
      try {
        return await request(options);
      } catch (error) {
        if (!mayBeTooFresh(error)) throw error;
        await sleep(wait);
      }
    }
    return request(options);
  });
}

function mayBeTooFresh(error: unknown): boolean {
  const status = statusOf(error);
  const { message } = error as Error;
  return status === 401 || (status === 403 && message.startsWith("Resource not accessible"));
}
