import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { runGit, send, type SlackMessage, type SlackUser } from "@release-channels/sandbox";
import { eventually } from "../../lib/http/testing/server-process.ts";
import { talkIn, type Talk } from "./testing/talk.ts";
import { RELEASES, startTestWorld, type TestWorld } from "./testing/world.ts";

let world: TestWorld;
let talk: Talk;
beforeAll(async () => {
  world = await startTestWorld();
  talk = talkIn(world);
  await world.link(world.alice, "alice");
  await world.link(world.bob, "bob");
});
afterAll(() => world.stop());

const COMMAND = "/deploy my-app main to prod";
const CONFIG_MAP = "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: settings\n";
const tip = async (repository = RELEASES): Promise<string> => (await world.github.tip(repository)) ?? "";
const contentOf = (path: string): Promise<string> =>
  runGit(world.github.repository(RELEASES).gitDir, "show", `main:${path}`);
const syncs = () => world.argo.requests.filter(({ operation }) => operation === "applications/sync");
const press = (user: SlackUser, message: SlackMessage, actionId: string) =>
  world.slack.click(user.id, message, { actionId });
const waiting = (command = COMMAND): Promise<SlackMessage> =>
  talk.newMessage(world.alice, command, "waits for your word");
const ownAnswer = (user: SlackUser, says: string): Promise<SlackMessage> =>
  world.slack.waitFor(
    ({ onlyFor, text }) => onlyFor === user.id && text.includes(says),
    `${user.name} is told "${says}"`,
  );

test("a confirmation that nobody gives expires, and its buttons do nothing after that", async () => {
  const { alice, clock } = world;
  await talk.newBuild("expired");
  const before = await tip();
  const shown = await waiting();
  const ship = buttonOf(shown, "ship");
  clock.advance(15 * 60_000);
  await talk.wake();
  const expired = await talk.until(shown, "nobody confirmed it in time: ask again");
  expect(expired.text).toBe("my-app → prod: expired: nobody confirmed it in time: ask again");
  await world.signed("/slack/interactions", {
    payload: JSON.stringify({
      type: "block_actions",
      trigger_id: "1.2.expired",
      user: { id: alice.id, team_id: world.slack.team.id },
      channel: { id: world.deploys.id },
      actions: [{ action_id: "ship", value: ship }],
    }),
  });
  await ownAnswer(alice, "Nothing has changed: it ended as expired at 2026-11-29T14:");
  expect(await tip()).toBe(before);
});

function buttonOf({ blocks }: SlackMessage, actionId: string): string {
  const [, value] =
    new RegExp(`"action_id":"${actionId}","value":"([^"]+)"`).exec(JSON.stringify(blocks)) ?? [];
  return value ?? "";
}

test("what the engine shows beyond the version is confirmed once more, and only then synced", async () => {
  const { alice, argo } = world;
  await talk.newBuild("beyond");
  const shown = await waiting();
  const before = syncs().length;
  // Behind git's back: no commit says so, and the sync would take it back.
  argo.editLive("my-app-prod", "Deployment", (manifest) => ({
    ...manifest,
    spec: { ...(manifest["spec"] as object), replicas: 9 },
  }));
  await press(alice, shown, "ship");
  const second = await talk.until(shown, "The cluster shows more than the version: Deployment/my-app-prod");
  await talk.until(shown, "waits for your word");
  expect(syncs()).toHaveLength(before);
  await press(alice, second, "ship");
  await talk.live(shown);
  expect(syncs()).toHaveLength(before + 1);
});

test("no word within the time is told as that, never as a failure, and may still come true", async () => {
  const { alice, argo, clock } = world;
  const built = await talk.newBuild("late");
  const shown = await waiting();
  argo.hold("my-app-prod");
  await press(alice, shown, "ship");
  await eventually(
    () => (argo.application("my-app-prod").operation !== undefined ? true : undefined),
    () => "no operation began",
  );
  clock.advance(15 * 60_000);
  await talk.wake();
  const late = await talk.until(shown, "timed out");
  expect(late.text).toMatch(
    /^my-app → prod: timed out: prod-eu says: .*, and the time for it is over; it may still come true$/,
  );
  expect(late.text).not.toMatch(/fail/);
  argo.release("my-app-prod");
  await argo.settled("my-app-prod");
  await talk.wake();
  await talk.until(shown, "live in");
  expect(argo.application("my-app-prod").status.summary.images).toEqual([built.image]);
});

test("an operation of somebody else's keeps ours out, and is named whole", async () => {
  const { alice, argo } = world;
  await talk.newBuild("busy");
  const shown = await waiting();
  argo.addAccount("carol", [
    { action: "get", object: "payments/*" },
    { action: "sync", object: "payments/*" },
  ]);
  const token = await argo.createToken("carol");
  argo.hold("my-app-prod");
  await send(`${argo.url}/api/v1/applications/my-app-prod/sync`, {
    method: "POST",
    body: {},
    headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
  });
  await argo.step("my-app-prod");
  await press(alice, shown, "ship");
  const busy = await talk.until(shown, "an operation of carol runs");
  expect(busy.text).toMatch(
    /^my-app → prod: busy: an operation of carol runs on my-app-prod since 2026-11-29T14:\d\d:\d\dZ: wait for it, or terminate it\. Git says so already \([0-9a-f]{7}\), ahead of what prod-eu runs: ask again, or roll back$/,
  );
  argo.release("my-app-prod");
  await argo.settled("my-app-prod");
});

describe("approvals", () => {
  beforeAll(async () => {
    const config = await contentOf("db/server.yaml");
    await world.commit(RELEASES, {
      "db/server.yaml": config.replace("permission: write,", "permission: write, approvals: 1,"),
    });
    await talk.newBuild("approved");
  });

  test("another person's word is needed after one's own, for what was shown", async () => {
    const { alice, bob } = world;
    const before = await tip();
    const shown = await waiting();
    await press(alice, shown, "ship");
    const open = await talk.until(shown, "waits for another person's approval");
    await press(alice, open, "approve");
    await ownAnswer(
      alice,
      "Nothing has changed: alice asked for this, so that another person has to approve it.",
    );
    await press(world.dave, open, "approve");
    await ownAnswer(world.dave, "Nothing has changed: no GitHub account is linked: run /deploy link");
    expect(await tip()).toBe(before);
    await press(bob, open, "approve");
    await talk.live(shown);
    expect(await tip()).not.toBe(before);
  });

  test("what is shipped beside it and comes after the approval is shown anew, and confirmed anew", async () => {
    const { alice } = world;
    await talk.newBuild("approved again");
    const shown = await waiting();
    await press(alice, shown, "ship");
    const open = await talk.until(shown, "waits for another person's approval");
    await world.commit(RELEASES, { "apps/my-app/prod/templates/config.yaml": CONFIG_MAP }, "carol");
    const before = await tip();
    await press(world.bob, open, "approve");
    const again = await talk.until(shown, "carol: Change apps/my-app/prod/templates/config.yaml");
    await talk.until(shown, "waits for your word");
    expect(await tip()).toBe(before);
    await press(alice, again, "cancel");
    await talk.until(shown, "alice cancelled it");
  });
});
