import { afterAll, beforeAll, expect, test } from "@jest/globals";
import type { Engine } from "./engines/engine.ts";
import { CHANNELS, CHART, startFluxWorld, type FluxWorld } from "./testing/flux-world.ts";
import { wordsOf } from "./testing/world.ts";

/** One engine that does not answer, and several that do. */

const QUICK = CHANNELS.filter((channel) => channel !== "dev");

let world: FluxWorld;
/** What dev's engine waits for, longer than any client would let it. */
const silence = Promise.withResolvers<void>();
let asked = 0;
beforeAll(async () => {
  world = await startFluxWorld({ policy: { version: 1, channels: [...CHANNELS] } });
  world.registry.pushChart(CHART, { name: "my-app", version: "1.4.2" });
  const { engines } = world.server.world;
  const at = engines.at.bind(engines);
  const hang = async (): Promise<void> => {
    asked += 1;
    await silence.promise;
  };
  Object.assign(engines, {
    at: (...args: Parameters<typeof at>): Engine => {
      const engine = at(...args);
      if (args[0].cluster === "dev") {
        const request = engine.request.bind(engine);
        engine.request = (...more) => hang().then(() => request(...more));
      }
      return engine;
    },
  });
});
afterAll(() => world.stop());

test("a request whose engine does not answer holds up no other one's next step", async () => {
  const held = await world.ask("/deploy my-app 1.4.2 to dev", "`1.4.2`");
  await world.until(held, "committed");
  const first = await Promise.all(
    QUICK.map((channel) => world.ask(`/deploy my-app 1.4.2 to ${channel}`, `my-app → ${channel}`)),
  );
  for (const message of first) await world.until(message, "healthy, and watched for a while");
  world.clock.advance(60_000);
  for (const message of first) await world.until(message, "live in");
  const message = world.slack.messages("deploys", world.alice.id).find(({ ts }) => ts === held.ts);
  expect([asked, message === undefined ? "" : wordsOf(message)]).toEqual([
    1,
    expect.not.stringContaining("healthy"),
  ]);
  silence.resolve();
  await world.live(held);
});
