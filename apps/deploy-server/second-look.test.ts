import { afterAll, beforeAll, beforeEach, expect, test } from "@jest/globals";
import { send, type SlackMessage, type SlackUser } from "@release-channels/sandbox";
import type { DeployRequest } from "../../lib/deploys/request.ts";
import { listRequests } from "../../lib/store/request-lists.ts";
import { talkIn, type Talk } from "./testing/talk.ts";
import { RELEASES, SOURCE, startTestWorld, type TestWorld } from "./testing/world.ts";
import { compare, requestSync } from "./worker/sync.ts";

const APPLICATION = "my-app-prod";
const COMMAND = "/deploy my-app main to prod";

let world: TestWorld;
let talk: Talk;
beforeAll(async () => {
  world = await startTestWorld({ config: "people: { prod: { permission: write, approvals: 1 } }" });
  talk = talkIn(world);
  await world.link(world.alice, "alice");
  await world.link(world.bob, "bob");
  await talk.newBuild("first");
  const first = await shipped(await waiting());
  await talk.live(first);
});
afterAll(() => world.stop());
beforeEach(() => world.github.setPermission(SOURCE, "bob", "write"));

const press = (user: SlackUser, message: SlackMessage, actionId: string) =>
  world.slack.click(user.id, message, { actionId });
const waiting = (): Promise<SlackMessage> => talk.newMessage(world.alice, COMMAND, "waits for your word");

/** Confirmed by alice, approved by bob. */
async function shipped(message: SlackMessage): Promise<SlackMessage> {
  await press(world.alice, message, "ship");
  const open = await talk.until(message, "waits for another person's approval");
  await press(world.bob, open, "approve");
  return message;
}

async function newestRequest(): Promise<DeployRequest> {
  const target = { config: "my-app", channel: "prod" };
  const [{ request } = { request: undefined }] = await listRequests(world.store.db, { target, limit: 1 });
  if (request === undefined) throw new Error("there is no request");
  return request;
}

test("what the engine shows beyond the version needs the approver's word again, too", async () => {
  const { alice, bob, argo } = world;
  await talk.newBuild("second");
  const shown = await waiting();
  // Behind git's back: a sync would take it back.
  argo.editLive(APPLICATION, "Deployment", (manifest) => ({
    ...manifest,
    spec: { ...Object(manifest["spec"]), replicas: 9 },
  }));
  const before = argo.requests.filter(({ operation }) => operation === "applications/sync").length;
  await shipped(shown);
  const second = await talk.until(shown, "The cluster shows more than the version: Deployment/my-app-prod");
  await press(alice, second, "ship");
  const open = await talk.until(shown, "waits for another person's approval");
  expect(argo.requests.filter(({ operation }) => operation === "applications/sync")).toHaveLength(before);
  await press(bob, open, "approve");
  await talk.live(shown);
  expect(argo.requests.filter(({ operation }) => operation === "applications/sync")).toHaveLength(before + 1);
});

test("what somebody pushes between the preview and the commit is shown before it is synced", async () => {
  const { alice } = world;
  await talk.newBuild("third");
  const shown = await waiting();
  const request = await newestRequest();
  const carols = await world.commit(
    RELEASES,
    { "apps/my-app/prod/templates/more.yaml": "kind: ConfigMap\napiVersion: v1\nmetadata: { name: more }\n" },
    "carol",
  );
  const near = await world.commit(RELEASES, { "apps/my-app/prod-2/values.yaml": "a: 1\n" }, "carol");
  const own = await world.commit(RELEASES, { "apps/my-app/prod/templates/own.yaml": "# the server's\n" });
  const outcome = await compare(
    world.server.world,
    { ...request, state: "committed", commit: own },
    { id: request.id, fence: 0 },
  );
  expect(outcome).toMatchObject({
    kind: "event",
    event: {
      type: "compared",
      preview: { needsConfirmation: true, approvals: 1 },
      shown: { companions: [{ sha: carols, author: "carol" }] },
    },
  });
  expect(JSON.stringify(outcome)).not.toContain(near);
  await press(alice, shown, "cancel");
  await talk.until(shown, "alice cancelled it");
});

test("an approval of somebody who may no longer approve does not count", async () => {
  const { alice, bob, github, argo } = world;
  await talk.newBuild("fourth");
  const shown = await waiting();
  const request = await newestRequest();
  const [alices, bobs] = await Promise.all([account(alice), account(bob)]);
  const hash = request.preview?.hash ?? "";
  const at = "2026-11-29T14:00:00Z";
  const agreed: DeployRequest = {
    ...request,
    state: "requesting",
    commit: (await github.tip(RELEASES)) ?? "",
    confirmations: [{ by: alices, at, previewHash: hash }],
    approvals: [{ by: bobs, at, previewHash: hash }],
  };
  github.setPermission(SOURCE, "bob", "read");
  const before = argo.requests.filter(({ operation }) => operation === "applications/sync").length;
  const lease = { id: agreed.id, fence: 0 };
  await expect(requestSync(world.server.world, agreed, lease)).rejects.toMatchObject({
    ending: "forbidden",
    code: "approvals",
    message: `bob approved it, and may not any more: bob has read in acme/my-app, but prod asks for write: ask an admin of acme/my-app for it. The cluster was not asked to sync, with 0 of 1 by others: ask again for new approvals. Git says so already (${agreed.commit?.slice(0, 7)}), ahead of what prod-eu runs: ask again, or roll back`,
  });
  expect(argo.requests.filter(({ operation }) => operation === "applications/sync")).toHaveLength(before);
  await press(alice, shown, "cancel");
  await talk.until(shown, "alice cancelled it");
});

async function account({ id }: SlackUser): Promise<{ readonly id: number; readonly login: string }> {
  const row = await world.store.db
    .selectFrom("accounts")
    .select(["github_id", "github_login"])
    .where("slack_user", "=", id)
    .executeTakeFirstOrThrow();
  return { id: row.github_id, login: row.github_login };
}

test("only the operation that was shown can be terminated, and none that began after it", async () => {
  const { alice, argo, slack, clock } = world;
  await talk.newBuild("fifth");
  const shown = await waiting();
  const tokens = new Map<string, string>();
  for (const name of ["carol", "frank"]) {
    argo.addAccount(name, [
      { action: "get", object: "payments/*" },
      { action: "sync", object: "payments/*" },
    ]);
    tokens.set(name, await argo.createToken(name));
  }
  const begin = async (name: string): Promise<void> => {
    argo.hold(APPLICATION);
    await send(`${argo.url}/api/v1/applications/${APPLICATION}/sync`, {
      method: "POST",
      body: {},
      headers: { authorization: `Bearer ${tokens.get(name)}`, "content-type": "application/json" },
    });
    await argo.step(APPLICATION);
  };
  const end = async (): Promise<void> => {
    argo.release(APPLICATION);
    await argo.settled(APPLICATION);
  };
  const terminated = () =>
    argo.requests.filter(({ operation }) => operation === "applications/terminate-operation").length;
  await begin("carol");
  await shipped(shown);
  const busy = await talk.until(shown, "an operation of carol runs");
  await end();
  await press(alice, busy, "terminate");
  await slack.waitFor(
    ({ onlyFor, text }) => onlyFor === alice.id && text.includes("that operation has ended: ask for the"),
    'alice is told "that operation has ended: ask for the"',
  );
  clock.advance(60_000);
  await begin("frank");
  await press(alice, busy, "terminate");
  await slack.waitFor(
    ({ onlyFor, text }) =>
      onlyFor === alice.id && /an operation of frank runs since \S+, which is not the one that/.test(text),
    "alice is told whose operation runs now",
  );
  expect(terminated()).toBe(0);
  await end();
});
