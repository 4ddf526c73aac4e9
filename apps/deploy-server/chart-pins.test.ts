import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { CHART, startFluxWorld, type FluxWorld } from "./testing/flux-world.ts";
import { wordsOf } from "./testing/world.ts";

let world: FluxWorld;
beforeAll(async () => {
  world = await startFluxWorld();
  for (const version of ["1.4.2", "1.5.0"]) world.registry.pushChart(CHART, { name: "my-app", version });
});
afterAll(() => world.stop());

interface Ledger {
  readonly charts: readonly {
    readonly channel: string;
    readonly version: string;
    readonly pinned?: { readonly by: string; readonly reason: string };
  }[];
  readonly undeployed?: readonly object[];
}
const ledger = async (): Promise<Ledger> => JSON.parse(await world.git("show", "main:db/db.json"));
const versionIn = async (channel: string): Promise<string | undefined> =>
  (await ledger()).charts.find((one) => one.channel === channel)?.version;
const pinsOf = async () => (await ledger()).charts.map(({ channel, pinned }) => [channel, pinned?.reason]);

const PIN = "my-app was rolled back, until /deploy resume";

test("what was rolled back stays: a promotion waits for a word that is told of the pin, until somebody resumes", async () => {
  const { slack, alice } = world;
  await world.live(await world.ask("/deploy my-app 1.4.2 to dev", "my-app"));
  await world.live(await world.ask("/deploy my-app 1.4.2 to qa", "my-app"));
  await world.live(await world.ask("/deploy rollback my-app in qa", /`1\.4\.1`/));
  expect(await pinsOf()).toEqual([
    ["dev", undefined],
    ["prod", undefined],
    ["qa", PIN],
    ["stag", undefined],
  ]);

  const held = await world.ask("/deploy promote my-app from dev to qa", "waits for your word");
  expect(wordsOf(held)).toContain(`the record was pinned by alice on 2026-11-30T14:0`);
  expect(wordsOf(held)).toContain(`: ${PIN}; this brings it back`);
  expect(await versionIn("qa")).toBe("1.4.1");
  await slack.click(alice.id, held, { actionId: "cancel" });
  await world.until(held, "cancelled");

  // Another channel's pin is none of it.
  const other = await world.ask("/deploy resume my-app in dev", /✗ rejected: /);
  expect(wordsOf(other)).toContain(
    "nothing keeps my-app in dev as it is, so that there is nothing to resume: ask for a version of it",
  );
  const resumed = await world.ask("/deploy resume my-app in qa", "waits for your word");
  expect(wordsOf(resumed)).toContain(`: ${PIN}; it takes other versions again after this`);
  await slack.click(alice.id, resumed, { actionId: "ship" });
  await world.until(resumed, "resumed: it takes the next version that somebody asks for");
  expect(await pinsOf()).toContainEqual(["qa", undefined]);
  expect(await versionIn("qa")).toBe("1.4.1");
  await world.live(await world.ask("/deploy promote my-app from dev to qa", "promoted from dev"));
  expect(await versionIn("qa")).toBe("1.4.2");
});

test("a word that was told of the pin ends it, and the next deploy needs none", async () => {
  const { slack, alice } = world;
  await world.live(await world.ask("/deploy rollback my-app in dev", /`1\.4\.1`/));
  const held = await world.ask("/deploy my-app 1.4.2 to dev", "waits for your word");
  await slack.click(alice.id, held, { actionId: "ship" });
  await world.live(held);
  expect(await pinsOf()).toContainEqual(["dev", undefined]);
  await world.live(await world.ask("/deploy my-app 1.5.0 to dev", "my-app"));
  expect(await versionIn("dev")).toBe("1.5.0");
});
