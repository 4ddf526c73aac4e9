import { afterAll, beforeAll, beforeEach, expect, test } from "@jest/globals";
import { send, type SlackMessage } from "@release-channels/sandbox";
import { listRequests } from "../../lib/store/request-lists.ts";
import { ownToken } from "./testing/own-token.ts";
import { SET, startSetWorld, type SetWorld } from "./testing/set-world.ts";
import { signIn } from "./testing/sign-in.ts";
import { talkIn, type Talk } from "./testing/talk.ts";
import { RELEASES, wordsOf } from "./testing/world.ts";
import { compare } from "./worker/sync.ts";

/** All applications of an ApplicationSet, in one request and one message. */

const [EU, US, AP] = ["my-app-eu", "my-app-us", "my-app-ap"] as const;

let world: SetWorld;
let talk: Talk;
beforeAll(async () => {
  world = await startSetWorld();
  talk = talkIn(world);
  await world.link(world.alice, "alice");
  world.github.setPermission(RELEASES, "alice", "read");
});
afterAll(() => world.stop());
beforeEach(() => {
  for (const name of [EU, US]) world.argo.plan(name, {});
});

const COMMAND = "/deploy my-app main to prod";
const ship = (message: SlackMessage) => world.slack.click(world.alice.id, message, { actionId: "ship" });
/** The applications whose syncs the server has asked for, each time. */
const synced = (): readonly string[] =>
  world.argo.requests.flatMap(({ operation, path, body }) =>
    operation === "applications/sync" && body.includes("deploy-request")
      ? [/applications\/([^/]+)\/sync/.exec(path)?.[1] ?? ""]
      : [],
  );
const runs = (name: string) => world.argo.application(name).status.summary.images;
const linesOf = ({ blocks }: SlackMessage): readonly string[] =>
  String(JSON.parse(JSON.stringify(blocks))[1].text.text)
    .replace(/committed [0-9a-f]{7}/, "committed COMMIT")
    .split("\n");

/** Builds, asks, and waits for the preview. */
async function asked(text: string): Promise<{ readonly shown: SlackMessage; readonly image: string }> {
  const { image } = await talk.newBuild(text);
  return { shown: await talk.newMessage(world.alice, COMMAND, "waits for your word"), image };
}

/** The message, once the soak time of all is over. */
async function live(message: SlackMessage): Promise<SlackMessage> {
  await talk.live(message);
  return talk.until(message, "live in");
}

test("the preview names the applications, each is synced at the one commit, and has a line in the one message", async () => {
  const { shown, image } = await asked("one");
  expect(wordsOf(shown)).toContain("syncs my-app-eu, my-app-us in prod-eu");
  await ship(shown);
  await talk.until(shown, "healthy, and watched for a while");
  expect(synced()).toEqual([EU, US]);
  const done = await live(shown);
  expect(linesOf(done)).toEqual([
    "committed COMMIT ✓ · ✓ live in 1:00",
    "   ✓ my-app-eu: healthy",
    "   ✓ my-app-us: healthy",
  ]);
  expect([runs(EU), runs(US)]).toEqual([[image], [image]]);
  // Neither another ApplicationSet's nor one that nobody has made.
  for (const other of ["my-app-2-eu", "my-app-prod"]) expect(runs(other)).not.toEqual([image]);
  const [, id = ""] = /request ([0-9a-f-]{36})/.exec(wordsOf(done)) ?? [];
  const html = await (await (await signIn(world.url, "alice")).get(`/requests/${id}`)).text();
  expect(html).toContain("Syncs my-app-eu, my-app-us in prod-eu.");
  expect(html.match(/<li class="part">[^<]*/g)?.map((line) => line.slice(17))).toEqual([
    "✓ my-app-eu: healthy",
    "✓ my-app-us: healthy",
  ]);
  const token = await ownToken(world.github, { login: "alice", app: world.githubApp });
  const { json } = await send(`${world.url}/v1/requests/${id}`, { token });
  expect(json.preview.applications).toEqual([EU, US]);
});

test("one that fails is seen at once, and ends the request when the others are done", async () => {
  const { argo } = world;
  const { shown, image } = await asked("two");
  argo.plan(EU, { health: "Degraded", healthMessage: "CrashLoopBackOff" });
  argo.hold(US);
  await ship(shown);
  await argo.step(US);
  const under = await talk.until(shown, "✗ my-app-eu: degraded");
  expect(linesOf(under)).toEqual([
    "committed COMMIT ✓ · … 0 of 2 healthy; my-app-eu: degraded: Deployment/my-app-eu: CrashLoopBackOff",
    "   ✗ my-app-eu: degraded: Deployment/my-app-eu: CrashLoopBackOff",
    "   … my-app-us: synced 0 of 1",
  ]);
  argo.release(US);
  await argo.settled(US);
  await talk.wake();
  await talk.until(shown, "it fails unless that passes at once");
  world.clock.advance(10_000);
  const says = "failed: prod-eu: my-app-eu: degraded: Deployment/my-app-eu: CrashLoopBackOff";
  expect(linesOf(await talk.until(shown, ": failed: "))).toEqual([
    `committed COMMIT ✓ · ✗ ${says}`,
    "   ✗ my-app-eu: degraded: Deployment/my-app-eu: CrashLoopBackOff",
    "   ✓ my-app-us: healthy",
  ]);
  expect([runs(EU), runs(US)]).toEqual([[image], [image]]);
  argo.setHealth(EU, "Healthy");
});

test("another's operation on one of them keeps the request from all", async () => {
  const { argo } = world;
  const { shown } = await asked("three");
  const before = synced();
  argo.hold(US);
  const token = process.env["CLUSTER_TEST_ARGOCD_TOKEN"] ?? "";
  await send(`${argo.url}/api/v1/applications/${US}/sync`, {
    method: "POST",
    body: {},
    headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
  });
  await argo.step(US);
  await ship(shown);
  const busy = await talk.until(shown, ": busy: ");
  expect(busy.text).toMatch(
    /: busy: an operation of bot runs on my-app-us since \S+: wait for it, or terminate it\. Git says so already \([0-9a-f]{7}\), ahead of what prod-eu runs: ask again, or roll back$/,
  );
  expect(synced()).toEqual(before);
  argo.release(US);
  await argo.settled(US);
});

test("one that is made before the confirmation is shown, and confirmed anew; one that is made later is told of", async () => {
  const { argo } = world;
  const { shown } = await asked("four");
  await world.make(AP);
  await ship(shown);
  const again = await talk.until(shown, "syncs my-app-ap, my-app-eu, my-app-us in prod-eu");
  await talk.until(again, "waits for your word");
  const before = synced().length;
  argo.hold(US);
  await ship(again);
  await argo.step(US);
  await talk.until(again, "… my-app-us: synced 0 of 1");
  await world.make("my-app-sa");
  argo.deleteApplication(AP);
  await talk.wake();
  const under = await talk.until(again, "my-app-sa");
  expect(linesOf(under)).toEqual([
    "committed COMMIT ✓ · … 1 of 2 healthy",
    "   – my-app-ap: is not there any more: its ApplicationSet does not make it, or the token may not get it",
    "   ✓ my-app-eu: healthy",
    "   … my-app-us: synced 0 of 1",
    "   – my-app-sa: was made since: deploy again to sync it, too",
  ]);
  argo.release(US);
  await argo.settled(US);
  await live(again);
  expect(synced().slice(before)).toEqual([AP, EU, US]);
  argo.deleteApplication("my-app-sa");
});

test("one that is made after the commit and before the sync is shown, to be confirmed once more", async () => {
  const { argo, alice, github, slack, server, store } = world;
  const { shown } = await asked("five");
  const target = { config: "my-app", channel: "prod" };
  const [newest] = await listRequests(store.db, { target, limit: 1 });
  if (newest === undefined) throw new Error("there is no request");
  const { request } = newest;
  const written = { ...request, state: "committed", commit: await github.tip(RELEASES) } as const;
  const lease = { id: request.id, fence: 0 };
  const before = synced();
  await world.make("my-app-sa");
  expect(await compare(server.world, written, lease)).toMatchObject({
    event: {
      type: "compared",
      preview: { needsConfirmation: true },
      shown: { children: [[EU, "my-app-sa", US]] },
    },
  });
  expect(synced()).toEqual(before);
  argo.deleteApplication("my-app-sa");
  await slack.click(alice.id, shown, { actionId: "cancel" });
  await talk.until(shown, "alice cancelled it");
});

test("stop ends all of its operations, and a name that no ApplicationSet has is refused", async () => {
  const { argo, alice, slack } = world;
  const { shown } = await asked("six");
  for (const name of [EU, US]) argo.hold(name);
  await ship(shown);
  for (const name of [EU, US]) await argo.step(name);
  const running = await talk.until(shown, '"action_id":"stop"');
  await slack.click(alice.id, running, { actionId: "stop" });
  await talk.until(shown, "alice cancelled it");
  for (const name of [EU, US]) argo.release(name);
  for (const name of [EU, US]) {
    const { status } = await argo.settled(name);
    expect([name, status.operationState?.phase, status.operationState?.message]).toEqual([
      name,
      "Failed",
      "Operation terminated",
    ]);
  }
  for (const name of [EU, US]) argo.deleteApplication(name);
  const { text } = await talk.newMessage(alice, COMMAND, ": rejected: ");
  expect(text).toBe(
    `my-app → prod: rejected: prod-eu shows no application that the ApplicationSet ${SET} has made: check its name and the cluster's project in db/server.yaml, and that the token may get its applications`,
  );
});
