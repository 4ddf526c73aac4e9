import { afterAll, beforeAll, beforeEach, expect, test } from "@jest/globals";
import { send, type SlackMessage } from "@release-channels/sandbox";
import type { DeployRequest } from "../../lib/deploys/request.ts";
import { eventually } from "../../lib/http/testing/server-process.ts";
import { findRequest } from "../../lib/store/requests.ts";
import { ownToken } from "./testing/own-token.ts";
import { startSecondCluster, US, type SecondCluster } from "./testing/second-cluster.ts";
import { signIn, type SignedIn } from "./testing/sign-in.ts";
import { talkIn, type Talk } from "./testing/talk.ts";
import { RELEASES, startTestWorld, type TestWorld } from "./testing/world.ts";

/** What people see, in chat and on the page, when a cluster fails, is silent, or lets the server in no more. */

let world: TestWorld;
let talk: Talk;
let us: SecondCluster;
let page: SignedIn;
beforeAll(async () => {
  world = await startTestWorld();
  talk = talkIn(world);
  us = await startSecondCluster(world);
  await world.link(world.alice, "alice");
  world.github.setPermission(RELEASES, "alice", "read");
});
afterAll(async () => {
  await world.stop();
  await us.stop();
});
// A session does not outlast the hours that the tests let pass.
beforeEach(async () => {
  page = await signIn(world.url, "alice");
});

async function shipped(text: string): Promise<SlackMessage> {
  await talk.newBuild(text);
  const shown = await talk.newMessage(world.alice, "/deploy my-app main to prod", "waits for your word");
  await world.slack.click(world.alice.id, shown, { actionId: "ship" });
  return shown;
}

async function requestOf({ blocks }: SlackMessage): Promise<DeployRequest | undefined> {
  return (await findRequest(world.store.db, idIn(JSON.stringify(blocks))))?.request;
}

function idIn(text: string): string {
  const [, id = ""] = /request ([0-9a-f-]{36})/.exec(text) ?? [];
  return id;
}

/** The lines of a message below its preview: where the request stands, and its clusters. */
function linesOf({ blocks }: SlackMessage): readonly string[] {
  const [, status] = JSON.parse(JSON.stringify(blocks));
  return plain(status.text.text).split("\n");
}

/** The same of the request's page. */
async function pageOf({ blocks }: SlackMessage): Promise<readonly string[]> {
  const html = await (await page.get(`/requests/${idIn(JSON.stringify(blocks))}`)).text();
  const [, status = ""] = /<p class="status"[^>]*>([^]*?)<\/p>/.exec(html) ?? [];
  const [, list = ""] = /<ul aria-label="Clusters">([^]*?)<\/ul>/.exec(html) ?? [];
  return [status, ...[...list.matchAll(/<li[^>]*>([^]*?)<\/li>/g)].map(([, line = ""]) => line)].map(plain);
}

/** What the API says of how a request stands. */
async function apiOf({ blocks }: SlackMessage): Promise<object> {
  const token = await ownToken(world.github, { login: "alice", app: world.githubApp });
  const { json } = await send(`${world.url}/v1/requests/${idIn(JSON.stringify(blocks))}`, { token });
  const { state, progress, silence } = json;
  return { state, progress, silence };
}

/** Without what differs from one run to the next. */
function plain(text: string): string {
  return text
    .replace(/committed [0-9a-f]{7}/, "committed COMMIT")
    .replace(/with id [0-9a-f-]{36}/, "with id ID");
}

/** What people see as soon as the message says this. */
async function seen(message: SlackMessage, says: string) {
  const now = await talk.until(message, says);
  return { text: plain(now.text), message: linesOf(now), page: await pageOf(now) };
}

/** Stops the second cluster's operation while it runs, and then waits until the message says so. */
async function secondUnderWay(message: SlackMessage): Promise<void> {
  await talk.until(message, "cluster 1 of 2: healthy, and watched for a while");
  us.hold(US);
  world.clock.advance(60_000);
  await us.step(US);
  await talk.until(message, "cluster 2 of 2: synced 0 of 1");
}

/** What nobody may hear of from here on is noticed, and told once it has lasted. */
async function untilNoticed(message: SlackMessage): Promise<void> {
  await talk.wake();
  await eventually(
    async () => (await requestOf(message))?.silence,
    () => "nobody has noticed that it does not answer",
  );
  // What is over soon nobody is told of.
  expect(linesOf(await talk.until(message, "cluster 2 of 2"))).toEqual(UNDER_WAY);
  expect(await apiOf(message)).toEqual({ state: "progressing", progress: "synced 0 of 1" });
  world.clock.advance(60_000);
  await talk.wake();
}

const WRITTEN = "committed COMMIT ✓ · ";
const UNDER_WAY = [`${WRITTEN}… cluster 2 of 2: synced 0 of 1`, "✓ prod-eu: live", "… prod-us: at work"];
const LIVE = ["✓ prod-eu: live", "✓ prod-us: live"];

test("a wave whose second cluster fails", async () => {
  const shown = await shipped("second fails");
  await talk.until(shown, "cluster 1 of 2: healthy, and watched for a while");
  us.plan(US, { health: "Degraded", healthMessage: "CrashLoopBackOff in my-app-7f (3 restarts)" });
  world.clock.advance(60_000);
  const says = "prod-us: degraded: Deployment/my-app-us: CrashLoopBackOff in my-app-7f (3 restarts)";
  const clusters = ["✓ prod-eu: live", "✗ prod-us: failed"];
  // What is degraded for a moment alone is told as that.
  await talk.until(shown, "it fails unless that passes at once");
  world.clock.advance(10_000);
  expect(await seen(shown, ": failed: ")).toEqual({
    text: `my-app → prod: failed: ${says}`,
    message: [`${WRITTEN}✗ failed: ${says}`, ...clusters],
    page: [`Failed: ${says}.`, ...clusters],
  });
  us.plan(US, {});
});

test("a cluster that does not answer for ten minutes, and then does", async () => {
  const { clock } = world;
  const shown = await shipped("silent");
  await secondUnderWay(shown);
  us.inject({ operation: "*", fault: { kind: "drop", when: "before" } });
  us.cutWatches();
  const silentSince = clock.now().toISOString();
  const since = `${silentSince.slice(11, 19)} UTC`;
  await untilNoticed(shown);
  const says = `no word since ${since}: prod-us (${us.url}) did not answer: other side closed. The server keeps asking, and saw last: synced 0 of 1`;
  const clusters = ["✓ prod-eu: live", `… prod-us: no word since ${since}`];
  const told = {
    text: `my-app → prod: cluster 2 of 2: ${says}`,
    message: [`${WRITTEN}… cluster 2 of 2: ${says}`, ...clusters],
    page: [`Cluster 2 of 2: ${says}.`, ...clusters],
  };
  expect(await seen(shown, "no word since")).toEqual(told);
  const silence = {
    since: silentSince,
    says: `prod-us (${us.url}) did not answer: other side closed`,
  };
  expect(await apiOf(shown)).toEqual({ state: "progressing", silence });
  clock.advance(540_000);
  await talk.wake();
  await talk.newMessage(world.alice, "/deploy status", "*my-app/prod*");
  expect(await seen(shown, "no word since")).toEqual(told);
  us.clearFaults();
  us.release(US);
  await us.settled(US);
  await talk.wake();
  // Nobody has seen whether it was healthy all the time: it is watched from now on.
  await talk.until(shown, "cluster 2 of 2: healthy, and watched for a while");
  clock.advance(60_000);
  expect(await seen(shown, "live in")).toEqual({
    text: "my-app → prod: live in 12:00",
    message: [`${WRITTEN}✓ live in 12:00`, ...LIVE],
    page: ["Live in 12:00.", ...LIVE],
  });
});

test("a token that is revoked in the middle, and is replaced too late", async () => {
  const { clock } = world;
  const shown = await shipped("revoked");
  await secondUnderWay(shown);
  us.revokeTokens("bot");
  us.cutWatches();
  const since = `${clock.now().toISOString().slice(11, 19)} UTC`;
  await untilNoticed(shown);
  const why = `Could not read the application my-app-us on prod-us: ${us.url} does not take the token of env:CLUSTER_TEST_ARGOCD_US_TOKEN (invalid session: account bot does not have token with id ID). It has expired or was revoked: put a new one there`;
  const says = `no word since ${since}: ${why}. The server keeps asking, and saw last: synced 0 of 1`;
  const clusters = ["✓ prod-eu: live", `… prod-us: no word since ${since}`];
  expect(await seen(shown, "no word since")).toEqual({
    text: `my-app → prod: cluster 2 of 2: ${says}`,
    message: [`${WRITTEN}… cluster 2 of 2: ${says}`, ...clusters],
    page: [`Cluster 2 of 2: ${says}.`, ...clusters],
  });
  clock.advance(15 * 60_000);
  await talk.wake();
  const late = `timed out: there is no word from prod-us since ${since}, and the time for it is over; it may still come true. ${why}`;
  const ended = ["✓ prod-eu: live", "… prod-us: timed out"];
  expect(await seen(shown, "timed out")).toEqual({
    text: `my-app → prod: ${late}`,
    message: [`${WRITTEN}… ${late}`, ...ended],
    page: [`Timed out${late.slice("timed out".length)}.`, ...ended],
  });
  us.release(US);
  await us.settled(US);
  process.env["CLUSTER_TEST_ARGOCD_US_TOKEN"] = await us.createToken("bot");
  await talk.wake();
  expect((await seen(shown, "live in")).message).toEqual([`${WRITTEN}✓ live in 17:00`, ...LIVE]);
});
