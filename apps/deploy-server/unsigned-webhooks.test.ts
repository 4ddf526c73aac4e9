import { createHmac, randomUUID } from "node:crypto";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { Rush } from "./rush.ts";
import { startFluxWorld, type FluxWorld } from "./testing/flux-world.ts";

/** More than `Rush` takes for one. */
const MANY = 80;

let world: FluxWorld;
/** How often work has waited; time stands still otherwise, so that all comes within one moment. */
let waited = 0;
let rush: Rush;
beforeAll(async () => {
  world = await startFluxWorld();
  let now = 0;
  rush = new Rush({
    now: () => now,
    sleep: async (ms) => {
      now += ms;
      waited += 1;
    },
  });
  Object.assign(world.server.world, { rush });
});
afterAll(() => world.stop());

const send = async (secret: string): Promise<number> => {
  const body = JSON.stringify({ zen: "Keep it logically awesome." });
  const headers = {
    "content-type": "application/json",
    "x-github-event": "ping",
    "x-github-delivery": randomUUID(),
    "x-hub-signature-256": `sha256=${createHmac("sha256", secret).update(body).digest("hex")}`,
  };
  return (await fetch(`${world.url}/webhooks/github`, { method: "POST", headers, body })).status;
};
const sendMany = async (secret: string): Promise<ReadonlySet<number>> =>
  new Set(await Promise.all(Array.from({ length: MANY }, () => send(secret))));

test("webhooks that GitHub has not signed make nothing of GitHub's wait, and those that it has do", async () => {
  expect(await sendMany("somebody else's")).toEqual(new Set([401]));
  await rush.giveWay();
  expect(waited).toBe(0);
  const [secret] = world.server.world.settings.github.webhookSecrets;
  expect(await sendMany(secret)).toEqual(new Set([202]));
  await rush.giveWay();
  expect(waited).toBeGreaterThan(0);
});
