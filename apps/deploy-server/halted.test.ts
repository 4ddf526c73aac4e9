import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { runGit } from "@release-channels/sandbox";
import { talkIn, type Talk } from "./testing/talk.ts";
import { RELEASES, startTestWorld, type TestWorld } from "./testing/world.ts";

/** What comes between the commit and the sync. */

let world: TestWorld;
let talk: Talk;
/** `db/policy.json` as it is at first. */
let policy: object;
beforeAll(async () => {
  world = await startTestWorld();
  talk = talkIn(world);
  await world.link(world.alice, "alice");
  policy = JSON.parse(await runGit(world.github.repository(RELEASES).gitDir, "show", "main:db/policy.json"));
});
afterAll(() => world.stop());

const textOf = (content: object): string => `${JSON.stringify(content, undefined, 2)}\n`;
const syncs = (): number =>
  world.argo.requests.filter(({ operation }) => operation === "applications/sync").length;
const lock = { reason: "incident 44", owner: "bob", at: "2026-11-29T14:00:00Z" };
const freeze = { by: "carol", reason: "the end of the year", from: "2026-11-29T00:00:00Z" };
const inChannels = (more: object): readonly object[] =>
  ["qa", "prod"].map((channel) => ({ ...more, channel }));

test.each<readonly [string, () => Readonly<Record<string, string>>, string]>([
  [
    "a freeze",
    () => ({ "db/policy.json": textOf({ ...policy, freezes: inChannels(freeze) }) }),
    "prod is frozen by carol since 2026-11-29T00:00:00Z: the end of the year",
  ],
  [
    "a lock",
    () => ({ "db/locks.json": textOf({ version: 1, locks: inChannels(lock) }) }),
    "all of prod was locked by bob on 2026-11-29T14:00:00Z: incident 44",
  ],
])("%s keeps from the cluster what git says already", async (_what, files, because) => {
  const { argo, slack, alice, github, commit } = world;
  await talk.newBuild(because);
  await commit(RELEASES, { "db/policy.json": textOf(policy) });
  const shown = await talk.newMessage(alice, "/deploy my-app main to prod", "waits for your word");
  const before = { tip: await github.tip(RELEASES), syncs: syncs() };
  const [arrived, closed] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
  const gate = (): Promise<void> => {
    arrived.resolve();
    return closed.promise;
  };
  const fault = { kind: "delay", ms: 0, gate } as const;
  argo.inject({ operation: "applications/managed-resources", fault, times: 1 });
  await slack.click(alice.id, shown, { actionId: "ship" });
  await arrived.promise;
  expect(await github.tip(RELEASES)).not.toBe(before.tip);
  await commit(RELEASES, files());
  closed.resolve();
  const held = await talk.until(shown, `: held: my-app in prod is held, because ${because}`);
  expect(held.text).toMatch(
    /^my-app → prod: held: .*: ask again when that has ended\. Git says so already \([0-9a-f]{7}\), ahead of what prod-eu runs: ask again, or roll back$/,
  );
  expect(syncs()).toBe(before.syncs);
});
