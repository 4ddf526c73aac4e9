import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { runGit } from "@release-channels/sandbox";
import { talkIn, type Talk } from "./testing/talk.ts";
import { RELEASES, startTestWorld, type TestWorld } from "./testing/world.ts";

let world: TestWorld;
let talk: Talk;
beforeAll(async () => {
  world = await startTestWorld();
  talk = talkIn(world);
  await world.link(world.alice, "alice");
  await world.link(world.bob, "bob");
  await world.link(world.dave, "dave");
  await world.build();
});
afterAll(() => world.stop());

const FOREIGN = { channel: "qa", reason: "moving house", owner: "carol", at: "2026-11-28T00:00:00Z" };
const git = (...args: readonly string[]): Promise<string> =>
  runGit(world.github.repository(RELEASES).gitDir, ...args);
const locks = async (): Promise<unknown> => JSON.parse(await git("show", "main:db/locks.json"));
const answer = async (command: string, says: string | RegExp, who = world.alice): Promise<string> =>
  (await talk.newMessage(who, command, says)).text;

/** What a command that changes nothing is answered with. */
async function refused(command: string, who = world.alice): Promise<string> {
  const before = await world.github.tip(RELEASES);
  const text = await answer(command, /Nothing was (?:un)?locked: /, who);
  expect(await world.github.tip(RELEASES)).toBe(before);
  return text;
}

test("what nobody knows or may is refused, and nothing is written", async () => {
  expect(await refused("/deploy lock my-app in prd because audit")).toMatch(/prd.*did you mean prod\?/);
  expect(await refused("/deploy lock my-ap in prod because audit")).toMatch(/my-ap.*did you mean my-app\?/);
  expect(await refused("/deploy unlock my-app in prod")).toBe(
    "Nothing was unlocked: my-app in prod is not locked",
  );
  expect(await refused("/deploy lock my-app in prod because mine", world.dave)).toMatch(/dave/);
});

test("a lock is one commit that keeps what else the file has, and holds everybody", async () => {
  const schema = "./locks.schema.json";
  await world.commit(RELEASES, {
    "db/locks.json": JSON.stringify({ $schema: schema, version: 1, locks: [FOREIGN] }),
  });
  const before = await world.github.tip(RELEASES);
  expect(await answer("/deploy lock my-app in prod for 2h because the audit of *Q4*", "is locked")).toBe(
    "my-app/prod is locked by alice until 2026-11-29T16:00:00Z: the audit of *Q4*. Deploys and releases there are held; `/deploy unlock my-app in prod` ends it.",
  );
  const own = {
    config: "my-app",
    channel: "prod",
    reason: "the audit of *Q4*",
    owner: "alice",
    at: "2026-11-29T14:00:00Z",
    until: "2026-11-29T16:00:00Z",
  };
  expect(await locks()).toEqual({ $schema: schema, version: 1, locks: [FOREIGN, own] });
  expect((await git("diff", "--name-only", String(before), "main")).trim()).toBe("db/locks.json");
  expect((await git("log", "--format=%s", `${before}..main`)).trim()).toBe("lock(my-app): prod");
  for (const who of [world.alice, world.bob]) {
    expect(await answer("/deploy my-app main to prod", ": rejected: ", who)).toContain(
      "my-app in prod was locked by alice on 2026-11-29T14:00:00Z until 2026-11-29T16:00:00Z: the audit of *Q4*",
    );
  }
  expect(await answer("/deploy status my-app prod", "my-app/prod")).toContain("was locked by alice");
  expect(await refused("/deploy lock my-app in prod because mine too", world.bob)).toMatch(
    /^Nothing was locked: my-app in prod was locked by alice .*Unlock it first$/,
  );
});

test("somebody else who may deploy there may unlock it; the next deploy goes on", async () => {
  expect(await answer("/deploy unlock my-app in prod", "is unlocked", world.bob)).toBe(
    "my-app/prod is unlocked. What was held is not deployed by itself: ask again.",
  );
  expect(await locks()).toMatchObject({ locks: [FOREIGN] });
  expect(await answer("/deploy queue my-app prod", "Nothing is under way")).toBe(
    "Nothing is under way for my-app/prod.",
  );
  const first = await talk.newMessage(world.alice, "/deploy my-app main to prod because one", "waits for");
  const second = await talk.newMessage(world.bob, "/deploy my-app main to prod because two", "waits for");
  expect([first.ts === second.ts]).toEqual([false]);
  const lines = (await answer("/deploy queue my-app prod", "1. ")).split("\n");
  expect(lines.map((line) => /^(\d)\. `main-[0-9a-f]{7}` deploy by (\w+): /.exec(line)?.slice(1))).toEqual([
    ["1", "alice"],
    ["2", "bob"],
  ]);
});
