import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { eventually } from "../../lib/http/testing/server-process.ts";
import { startTestWorld, type TestWorld } from "./testing/world.ts";

let world: TestWorld;
beforeAll(async () => {
  world = await startTestWorld({ socketMode: true });
});
afterAll(() => world.stop());

const twoSockets = () =>
  eventually(
    () => (world.slack.sockets(world.slackApp) === 2 ? true : undefined),
    () => `there are ${world.slack.sockets(world.slackApp)} websockets`,
  );

/** Waits until there are two new websockets after something has happened to the old ones. */
async function renewed(act: () => void): Promise<void> {
  const opened = () => world.slack.socketsOpened(world.slackApp);
  const before = opened();
  act();
  await eventually(
    () => (opened() >= before + 2 ? true : undefined),
    () => "no new websockets were opened",
  );
  await twoSockets();
}

const entries = (kind: string) =>
  world.store.db.selectFrom("inbox").selectAll().where("kind", "=", kind).execute();

test("commands and clicks come over websockets into the same inbox, doubled ones once", async () => {
  const { slack, alice } = world;
  await twoSockets();
  slack.failDeliveries({ double: 1 });
  expect(await slack.type(alice.id, "deploys", "/deploy help")).toEqual({ kind: "acknowledged" });
  await slack.waitFor(
    ({ onlyFor, text }) => onlyFor === alice.id && text.includes("/deploy link"),
    'alice is told "/deploy link"',
  );
  expect((await entries("command")).map(({ payload }) => payload)).toMatchObject([
    { text: "help", user_id: alice.id },
  ]);
  await world.build();
  await slack.type(alice.id, "deploys", "/deploy my-app main to prod");
  const refused = await slack.waitFor(
    ({ text }) => text.includes("no GitHub account is linked"),
    'a message says "no GitHub account is linked"',
  );
  expect(refused.text).toContain("rejected");
});

test("a form that is wrong is answered over the websocket, too", async () => {
  const { slack, alice } = world;
  await twoSockets();
  await slack.type(alice.id, "deploys", "/deploy");
  const view = await eventually(
    () => slack.views(alice.id).find(({ content }) => content["submit"] !== undefined),
    () => "no form was filled",
  );
  const wrong = await slack.submit(alice.id, view, { app: "my-app", what: "mian", channel: "prod" });
  expect(wrong).toEqual({ kind: "errors", errors: { what: expect.stringContaining("no branch mian") } });
  const right = await slack.submit(alice.id, view, { app: "my-app", what: "main", channel: "prod" });
  expect(right).toEqual({ kind: "acknowledged" });
  expect((await entries("submission")).map(({ payload }) => payload)).toMatchObject([
    { type: "view_submission", user: { id: alice.id } },
  ]);
});

test.each(["refresh_requested", "warning"] as const)("after a %s it is there again", async (reason) => {
  const { slack, alice, slackApp } = world;
  await twoSockets();
  await renewed(() => slack.disconnect(slackApp, reason));
  expect(await slack.type(alice.id, "deploys", "/deploy help")).toEqual({ kind: "acknowledged" });
});

test("websockets that break without a word are opened again", async () => {
  const { slack, alice, slackApp } = world;
  await twoSockets();
  await renewed(() => slack.cutSockets(slackApp));
  expect(await slack.type(alice.id, "deploys", "/deploy help")).toEqual({ kind: "acknowledged" });
});

test("websockets that are half open, and look as if they were whole, are opened again", async () => {
  const { slack, alice, slackApp } = world;
  await twoSockets();
  await renewed(() => slack.freezeSockets(slackApp));
  expect(await slack.type(alice.id, "deploys", "/deploy help")).toEqual({ kind: "acknowledged" });
});

test("over HTTP nothing is taken then", async () => {
  expect((await world.signed("/slack/commands", { trigger_id: "1", text: "help" })).status).toBe(503);
});
