import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { talkIn, type Talk } from "./testing/talk.ts";
import { startTestWorld, wordsOf, type TestWorld } from "./testing/world.ts";

const APPLICATION = "my-app-prod";
/** What Kubernetes says of a Deployment that goes back after a failure, until its first new pod is there. */
const LEFTOVER = 'Deployment "my-app" exceeded its progress deadline';
const WATCHED = "; it fails unless that passes at once";

let world: TestWorld;
let talk: Talk;
beforeAll(async () => {
  world = await startTestWorld();
  talk = talkIn(world);
  await world.link(world.alice, "alice");
});
afterAll(() => world.stop());

/** A deploy that is degraded as soon as it is synced. @returns the message that shows it */
async function deployDegraded(build: string) {
  const { slack, alice, argo } = world;
  await talk.newBuild(build);
  const shown = await talk.newMessage(alice, "/deploy my-app main to prod", "waits for your word");
  argo.plan(APPLICATION, { health: "Degraded", healthMessage: LEFTOVER });
  await slack.click(alice.id, shown, { actionId: "ship" });
  await talk.until(shown, `degraded: Deployment/my-app-prod: ${LEFTOVER}${WATCHED}`);
  return shown;
}

test("what is degraded after the sync and gets over it has not failed", async () => {
  const { argo, clock } = world;
  const shown = await deployDegraded("one");
  clock.advance(9_000);
  argo.setHealth(APPLICATION, "Healthy");
  await talk.live(shown);
});

test("what stays degraded for ten seconds has failed, and an earlier time does not count", async () => {
  const { argo, clock } = world;
  const shown = await deployDegraded("two");
  clock.advance(9_000);
  argo.setHealth(APPLICATION, "Healthy");
  await talk.until(shown, "healthy, and watched for a while");
  argo.setHealth(APPLICATION, "Degraded", "CrashLoopBackOff");
  await talk.until(shown, WATCHED);
  clock.advance(9_000);
  await talk.newMessage(world.alice, "/deploy status", "*my-app/prod*");
  const now = world.slack.messages("deploys", world.alice.id).find(({ ts }) => ts === shown.ts);
  expect(now === undefined ? "" : wordsOf(now)).toContain(WATCHED);
  clock.advance(1_000);
  await talk.until(shown, "failed: prod-eu: degraded: Deployment/my-app-prod");
});
