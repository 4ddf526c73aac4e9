import { isDeepStrictEqual } from "node:util";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { runGit, type SlackMessage } from "@release-channels/sandbox";
import { eventually } from "../../lib/http/testing/server-process.ts";
import { talkIn, type Talk } from "./testing/talk.ts";
import { RELEASES, SOURCE, startTestWorld, wordsOf, type TestWorld } from "./testing/world.ts";

const VALUES = "apps/my-app/prod/values.yaml";
const REMOVED = "apps/my-app/prod/templates/deployment.yaml";

let world: TestWorld;
let talk: Talk;
beforeAll(async () => {
  world = await startTestWorld({ placement: `undeploy: { remove: ${REMOVED} }` });
  talk = talkIn(world);
  await world.link(world.alice, "alice");
});
afterAll(() => world.stop());

const git = (...args: readonly string[]): Promise<string> =>
  runGit(world.github.repository(RELEASES).gitDir, ...args);
const tip = async (): Promise<string> => (await world.github.tip(RELEASES)) ?? "";
const syncOptions = () =>
  world.argo.requests
    .filter(({ operation, body }) => operation === "applications/sync" && body.includes("deploy-request"))
    .map(({ body }) => JSON.parse(body).prune);
const command = (text: string): Promise<SlackMessage> =>
  talk.newMessage(world.alice, text, "waits for your word");

/** Waits until GitHub shows this: it is told after the chat. */
async function shows(seen: () => unknown, expected: unknown): Promise<void> {
  await eventually(
    () => (isDeepStrictEqual(seen(), expected) ? true : undefined),
    () => `GitHub shows ${JSON.stringify(seen())}, not ${JSON.stringify(expected)}`,
  );
}

async function ship(message: SlackMessage, ended = talk.live): Promise<void> {
  await world.slack.click(world.alice.id, message, { actionId: "ship" });
  await ended(message);
}

test("the file is removed in the ledger's own commit, and Argo CD deletes what it described", async () => {
  const { argo, github } = world;
  const built = await world.build();
  await ship(await command("/deploy my-app main to prod"));
  // Of stages that follow at once, not each is told.
  const deployments = () =>
    github
      .deployments(SOURCE)
      .map(({ sha, statuses }) => [sha, ...statuses.map(({ state }) => state)].slice(0, 3));
  await shows(() => deployments().map(([sha, state]) => [sha, state]), [[built.sha, "success"]]);
  const [before, text] = [await tip(), await git("show", `main:${REMOVED}`)];
  const shown = await command("/deploy undeploy my-app from prod");
  expect(wordsOf(shown)).toContain(`${REMOVED} is removed`);
  expect(wordsOf(shown)).not.toContain(text.slice(0, 20));
  await ship(shown, talk.undeployed);
  const made = await tip();
  expect((await git("rev-list", `${before}..${made}`)).trim()).toBe(made);
  expect((await git("diff", "--name-status", before, made)).trim().split("\n")).toEqual([
    `D\t${REMOVED}`,
    "M\tdb/db.json",
  ]);
  expect(await git("log", "-1", "--format=%B", made)).toMatch(/^Deploy-Request: [0-9a-f-]{36}$/m);
  // Nothing is deleted but by a request that takes it out.
  expect(syncOptions()).toEqual([undefined, true]);
  expect(argo.application("my-app-prod").status.resources ?? []).toEqual([]);
  // GitHub showed it as what runs, and says no more than that of the commit.
  await shows(deployments, [[built.sha, "inactive", "success"]]);
  expect(github.statuses(SOURCE, built.sha).slice(0, 2)).toMatchObject([
    { context: "deploy/prod", state: "success", description: expect.stringMatching(/, undeployed since$/) },
    { context: "deploy/prod", state: "success", description: expect.stringMatching(/, succeeded$/) },
  ]);
});

test("deploying brings the file back as it was, with the new version beside it", async () => {
  const { argo } = world;
  const before = await tip();
  const built = await talk.newBuild("again");
  const shown = await command("/deploy my-app main to prod");
  expect(wordsOf(shown)).toContain(`${REMOVED} comes back`);
  await world.slack.click(world.alice.id, shown, { actionId: "ship" });
  // What is not in the cluster differs by more than its version.
  const more = await talk.until(shown, "The cluster shows more than the version: Deployment/my-app-prod");
  await ship(more);
  const made = await tip();
  expect((await git("diff", "--name-status", before, made)).trim().split("\n")).toEqual([
    `A\t${REMOVED}`,
    `M\t${VALUES}`,
    "M\tdb/db.json",
  ]);
  expect(await git("diff", `${before}^:${REMOVED}`, `${made}:${REMOVED}`)).toBe("");
  expect(argo.application("my-app-prod").status.summary.images).toEqual([built.image]);
  expect(syncOptions()).toEqual([undefined, true, undefined]);
});

test("a file that is not there cannot be removed", async () => {
  const config = await git("show", "main:db/server.yaml");
  const stray = config.replace(`remove: ${REMOVED}`, "remove: apps/my-app/prod/templates/web.yaml");
  await world.commit(RELEASES, { "db/server.yaml": stray });
  const refused = await talk.newMessage(world.alice, "/deploy undeploy my-app from prod", ": rejected: ");
  expect(refused.text).toBe(
    "my-app → prod: rejected: acme/releases has no apps/my-app/prod/templates/web.yaml, which db/server.yaml names: add it, or correct the name",
  );
});
