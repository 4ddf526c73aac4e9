import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { runGit, type ArgoCd } from "@release-channels/sandbox";
import { eventually } from "../../lib/http/testing/server-process.ts";
import { startSecondCluster, US, type SecondCluster } from "./testing/second-cluster.ts";
import { talkIn, type Talk } from "./testing/talk.ts";
import { RELEASES, startTestWorld, wordsOf, type TestWorld } from "./testing/world.ts";

const EU = "my-app-prod";

let world: TestWorld;
let talk: Talk;
/** The second cluster's. */
let us: SecondCluster;
beforeAll(async () => {
  world = await startTestWorld();
  talk = talkIn(world);
  us = await startSecondCluster(world);
  await world.link(world.alice, "alice");
});
afterAll(async () => {
  await world.stop();
  await us.stop();
});

/** The revisions that requests of the server have asked for. */
const syncs = ({ requests }: ArgoCd): readonly unknown[] =>
  requests
    .filter(({ operation, body }) => operation === "applications/sync" && body.includes("deploy-request"))
    .map(({ body }) => JSON.parse(body).revision);
const imageAt = (argo: ArgoCd, name: string) => argo.application(name).status.summary.images;
const tip = async (): Promise<string> => (await world.github.tip(RELEASES)) ?? "";

test("one commit goes to the first cluster, and to the second once the first was healthy for a while", async () => {
  const { slack, alice, argo, clock, github } = world;
  const before = await tip();
  const built = await talk.newBuild("one");
  const shown = await talk.newMessage(alice, "/deploy my-app main to prod", "waits for your word");
  for (const folder of ["prod", "us"])
    expect(wordsOf(shown)).toContain(`apps/my-app/${folder}/values.yaml image.tag: main-0000000 → main-`);
  await slack.click(alice.id, shown, { actionId: "ship" });
  const first = await talk.until(shown, "cluster 1 of 2: healthy, and watched for a while");
  expect(wordsOf(first)).toContain(`${argo.url}/applications/${EU}`);
  const commit = await tip();
  expect((await runGit(github.repository(RELEASES).gitDir, "rev-list", `${before}..main`)).trim()).toBe(
    commit,
  );
  expect([syncs(argo), syncs(us)]).toEqual([[commit], []]);
  // A second before the soak time is over, nothing has begun there.
  clock.advance(59_000);
  await talk.newMessage(alice, "/deploy status", "*my-app/prod*");
  expect(syncs(us)).toEqual([]);
  clock.advance(1_000);
  const second = await talk.until(shown, "cluster 2 of 2: healthy, and watched for a while");
  expect(wordsOf(second)).toContain(`${us.url}/applications/${US}`);
  expect([syncs(argo), syncs(us)]).toEqual([[commit], [commit]]);
  clock.advance(60_000);
  await talk.until(shown, "live in 2:00");
  expect([imageAt(argo, EU), imageAt(us, US)]).toEqual([[built.image], [built.image]]);
});

test("where the first cluster fails, the second is asked nothing, and keeps what it runs", async () => {
  const { slack, alice, argo, clock } = world;
  const before = { images: imageAt(us, US), syncs: syncs(us) };
  const built = await talk.newBuild("two");
  const shown = await talk.newMessage(alice, "/deploy my-app main to prod", "waits for your word");
  await slack.click(alice.id, shown, { actionId: "ship" });
  await talk.until(shown, "cluster 1 of 2: healthy, and watched for a while");
  argo.setHealth(EU, "Degraded", "CrashLoopBackOff");
  await talk.until(shown, "it fails unless that passes at once");
  clock.advance(10_000);
  const failed = await talk.until(shown, ": failed: prod-eu: ");
  expect(failed.text).not.toContain("cluster 1 of 2");
  // Long after the soak time: the next command is dealt with, and nothing else was.
  clock.advance(600_000);
  await talk.newMessage(alice, "/deploy status", "*my-app/prod*");
  expect([imageAt(argo, EU), imageAt(us, US)]).toEqual([[built.image], before.images]);
  expect(syncs(us)).toEqual(before.syncs);
  argo.setHealth(EU, "Healthy");
});

test("where the second cluster fails, the request says so, and the first keeps the new version", async () => {
  const { slack, alice, argo, clock } = world;
  const built = await talk.newBuild("three");
  const shown = await talk.newMessage(alice, "/deploy my-app main to prod", "waits for your word");
  await slack.click(alice.id, shown, { actionId: "ship" });
  await talk.until(shown, "cluster 1 of 2: healthy, and watched for a while");
  us.plan(US, { health: "Degraded", healthMessage: "CrashLoopBackOff" });
  clock.advance(60_000);
  await talk.until(shown, "it fails unless that passes at once");
  clock.advance(10_000);
  await talk.until(shown, ": failed: prod-us: ");
  expect(imageAt(argo, EU)).toEqual([built.image]);
  await eventually(
    () => (syncs(us).at(-1) === syncs(argo).at(-1) ? true : undefined),
    () => "the second cluster was not asked for the commit",
  );
});
