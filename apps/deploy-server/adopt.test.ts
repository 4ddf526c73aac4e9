import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { runGit, send, type SlackMessage } from "@release-channels/sandbox";
import { talkIn, type Talk } from "./testing/talk.ts";
import { RELEASES, startTestWorld, wordsOf, type TestWorld } from "./testing/world.ts";

type Build = Awaited<ReturnType<TestWorld["build"]>>;

const VALUES = "apps/my-app/prod/values.yaml";
const APPLICATION = "my-app-prod";

let world: TestWorld;
let talk: Talk;
beforeAll(async () => {
  world = await startTestWorld();
  talk = talkIn(world);
  await world.link(world.alice, "alice");
});
afterAll(() => world.stop());

const git = (...args: readonly string[]): Promise<string> =>
  runGit(world.github.repository(RELEASES).gitDir, ...args);
const contentOf = (path: string): Promise<string> => git("show", `main:${path}`);
const tip = async (): Promise<string> => (await world.github.tip(RELEASES)) ?? "";
const recordNow = async () => JSON.parse(await contentOf("db/db.json")).releases[0];
const syncs = () => world.argo.requests.filter(({ operation }) => operation === "applications/sync").length;
const tagOf = ({ sha }: Pick<Build, "sha">): string => `main-${sha.slice(0, 7)}`;
const runs = () => world.argo.application(APPLICATION).status.summary.images;

async function newBuild(text: string): Promise<Build> {
  await world.commit("acme/my-app", { "README.md": `${text}\n` });
  return world.build();
}

async function ship(shown: SlackMessage): Promise<void> {
  const { ts, channel, ...message } = shown;
  await world.slack.click(world.alice.id, { ...message, ts, channel }, { actionId: "ship" });
}

async function deploy(text: string): Promise<Build> {
  const built = await newBuild(text);
  const shown = await talk.newMessage(world.alice, "/deploy my-app main to prod", "waits for your word");
  await ship(shown);
  await talk.live(shown);
  return built;
}

/** As `argocd app sync --revision`, by a person with an account of their own. */
async function syncByHand(name: string, revision: string): Promise<void> {
  const { argo } = world;
  argo.addAccount(name, [
    { action: "get", object: "payments/*" },
    { action: "sync", object: "payments/*" },
  ]);
  const synced = await send(`${argo.url}/api/v1/applications/${APPLICATION}/sync`, {
    method: "POST",
    body: { revision },
    headers: { authorization: `Bearer ${await argo.createToken(name)}`, "content-type": "application/json" },
  });
  expect(synced.status).toBe(200);
}

/** As `kubectl set image`: of the Deployment's only container. */
function setImage(image: string): void {
  world.argo.editLive(APPLICATION, "Deployment", (manifest) =>
    JSON.parse(JSON.stringify(manifest).replace(/"image":"[^"]+"/, `"image":"${image}"`)),
  );
}

const adopt = (says: string | RegExp = "waits for your word"): Promise<SlackMessage> =>
  talk.newMessage(world.alice, "/deploy adopt my-app in prod", says);

/** What a command that adopts nothing is answered with; git stays as it is. */
async function refused(): Promise<string> {
  const [before, asked] = [await tip(), syncs()];
  const { text } = await adopt(": rejected: ");
  expect([await tip(), syncs()]).toEqual([before, asked]);
  return text;
}

async function adopted(shown: SlackMessage): Promise<void> {
  await ship(shown);
  await talk.until(shown, "healthy, and watched for a while");
  world.clock.advance(60_000);
  await talk.until(shown, "adopted in");
}

test("what was synced by hand is written to the ledger and to the file, in one commit, and keeps events out", async () => {
  const first = await deploy("first");
  const earlier = await tip();
  const second = await deploy("second");
  await syncByHand("carol", earlier);
  await world.argo.settled(APPLICATION);
  expect(runs()).toEqual([first.image]);
  const [before, asked] = [await tip(), syncs()];
  const shown = await adopt();
  expect(wordsOf(shown)).toContain(`${VALUES} image.tag: ${tagOf(second)} → ${tagOf(first)}`);
  expect(wordsOf(shown)).toContain(
    `⚠ prod-eu really runs ${tagOf(first)}, and the ledger says ${tagOf(second)}; this makes git say what runs, and keeps it so until somebody resumes`,
  );
  // Nothing is written before somebody has said yes.
  expect(await tip()).toBe(before);
  await adopted(shown);
  const made = await tip();
  expect((await git("rev-list", `${before}..${made}`)).trim()).toBe(made);
  expect((await git("diff", "--name-only", before, made)).trim().split("\n")).toEqual([VALUES, "db/db.json"]);
  expect(await git("log", "-1", "--format=%B", made)).toMatch(
    /\nDispatch-Id: ([0-9a-f-]{36})\nSource: acme\/my-app@[0-9a-f]{40}\n.*\nDeploy-Request: \1\nReleased-By: alice\n/,
  );
  expect(await contentOf(VALUES)).toContain(`tag: "${tagOf(first)}"`);
  expect(await recordNow()).toMatchObject({
    image: first.image,
    digest: first.digest,
    released_by: "alice",
    pinned: { by: "alice", reason: "my-app was adopted as it ran, until /deploy resume", until_resume: true },
  });
  // What runs is what git says: Argo CD has nothing to do.
  expect([runs(), syncs()]).toEqual([[first.image], asked]);
});

test("where git says what runs, there is nothing to adopt", async () => {
  const tag = (await recordNow()).image.split(":").at(-1);
  expect(await refused()).toBe(
    `my-app → prod: rejected: my-app/prod runs ${tag}, just as git says: there is nothing to adopt`,
  );
});

test("a build that was never deployed, and was put into the cluster by hand, is found by its commit", async () => {
  const built = await newBuild("by hand");
  setImage(built.image);
  const shown = await adopt();
  expect(wordsOf(shown)).toContain(`⚠ prod-eu really runs ${tagOf(built)}, and the ledger says main-`);
  await adopted(shown);
  expect(await recordNow()).toMatchObject({ image: built.image, digest: built.digest });
  expect(await contentOf(VALUES)).toContain(`tag: "${tagOf(built)}"`);
});

test("a file that somebody has changed, and that nobody has synced, says again what runs", async () => {
  const record = await recordNow();
  const values = await contentOf(VALUES);
  await world.commit(RELEASES, { [VALUES]: values.replace(/tag: "[^"]+"/, 'tag: "main-7654321"') }, "dave");
  const shown = await adopt();
  expect(wordsOf(shown)).toContain("image.tag: main-7654321 → main-");
  await adopted(shown);
  expect(await contentOf(VALUES)).toBe(values);
  expect((await recordNow()).image).toBe(record.image);
});

describe("refused, with git as it was", () => {
  const NAME = (): string => `${world.registry.host}/acme/my-app`;
  const NEXT = "Git cannot take it over: push its source, let it be built, and deploy that";

  test.each([
    ["an image whose tag no build makes", "hotfix", "hotfix", "its tag is none that a build of it makes"],
    [
      "of a commit that there is not",
      "main-0000000",
      "main-0000000",
      "there is no commit 0000000 in acme/my-app: check it",
    ],
  ])("%s", async (_what, tag, shown, because) => {
    setImage(`${NAME()}:${tag}`);
    expect(await refused()).toBe(
      `my-app → prod: rejected: my-app/prod runs ${shown}, and nothing proves what that was built of: ${because}. ${NEXT}`,
    );
  });

  test("a tag that was pushed again since its image was released", async () => {
    const { image, digest } = await recordNow();
    const tag = image.split(":").at(-1);
    const other = world.registry.push("acme/my-app", tag, { labels: { by: "hand" } });
    setImage(image);
    expect(await refused()).toBe(
      `my-app → prod: rejected: my-app/prod runs ${tag}, and nothing proves what that was built of: ${image} was ${digest} when it was released, and its registry has ${other} under that tag by now. ${NEXT}`,
    );
  });

  test("a red build", async () => {
    await world.commit("acme/my-app", { "README.md": "red\n" });
    const built = await world.build();
    const run = world.github.runs.list("acme/my-app").find(({ event }) => event.sha === built.sha);
    world.github.runs.update(run?.id ?? 0, { status: "completed", conclusion: "failure" });
    setImage(built.image);
    expect(await refused()).toMatch(
      /nothing proves what that was built of: the build of [0-9a-f]{7} of acme\/my-app failed/,
    );
  });

  test("another image alone", async () => {
    setImage("docker.io/library/nginx:1.29");
    expect(await refused()).toBe(
      `my-app → prod: rejected: git cannot say what my-app/prod runs: prod-eu runs docker.io/library/nginx:1.29, and none of them is ${NAME()}, which db/policy.json has for it: deploy one of those`,
    );
  });

  test("what somebody syncs at this moment", async () => {
    const { argo } = world;
    const end = Promise.withResolvers<void>();
    argo.plan(APPLICATION, { until: end.promise });
    await syncByHand("dora", await tip());
    expect(await refused()).toBe(
      "my-app → prod: rejected: dora has a sync of it under way in prod-eu: ask again when it has ended",
    );
    end.resolve();
    await argo.settled(APPLICATION);
    argo.plan(APPLICATION, {});
  });

  test("a lock, as it holds every deploy", async () => {
    const built = await newBuild("while locked");
    setImage(built.image);
    const lock = { reason: "incident 43", owner: "bob", at: "2026-11-29T14:00:00Z", channel: "prod" };
    await world.commit(RELEASES, { "db/locks.json": `${JSON.stringify({ version: 1, locks: [lock] })}\n` });
    expect(await refused()).toBe(
      "my-app → prod: rejected: my-app in prod is held, because all of prod was locked by bob on 2026-11-29T14:00:00Z: incident 43: ask again when that has ended",
    );
    await world.commit(RELEASES, { "db/locks.json": `${JSON.stringify({ version: 1, locks: [] })}\n` });
  });

  test("an image without the proof that the policy asks for", async () => {
    const policy = await contentOf("db/policy.json");
    await world.commit(RELEASES, {
      "db/policy.json": `${JSON.stringify({ ...JSON.parse(policy), provenance: ["prod"] })}\n`,
    });
    expect(await refused()).toMatch(
      /^my-app → prod: rejected: my-app in prod needs proof of its build, and no channel has \S+ with one: release it with trigger-dispatch/,
    );
    await world.commit(RELEASES, { "db/policy.json": policy });
  });
});
