import { afterAll, beforeAll, expect, test } from "@jest/globals";
import type { SlackMessage } from "@release-channels/sandbox";
import { eventually } from "../../../lib/http/testing/server-process.ts";
import { startTestWorld, wordsOf, type TestWorld } from "../testing/world.ts";

let world: TestWorld;
beforeAll(async () => {
  world = await startTestWorld();
  await world.link(world.alice, "alice");
  await world.build();
});
afterAll(() => world.stop());

const calls = (operation: string) =>
  world.slack.requests.filter((request) => request.operation === operation);
const argumentsOf = ({ body }: { readonly body: string }) => new URLSearchParams(body);

/** Asks for a deploy, and waits until its message says something. */
async function ask(says = "waits for your word"): Promise<SlackMessage> {
  const { slack, alice, deploys } = world;
  const known = new Set(slack.messages(deploys.id, alice.id).map(({ ts }) => ts));
  await slack.type(alice.id, "deploys", "/deploy my-app main to prod");
  return slack.waitFor((one) => !known.has(one.ts) && wordsOf(one).includes(says));
}

test("Slack asks to wait: what ended is told first, and each message but once a second", async () => {
  const { slack, alice, store } = world;
  const first = await ask();
  const since = calls("chat.update").length;
  slack.inject({
    operation: "chat.update",
    fault: { kind: "secondary-limit", retryAfterSeconds: 1 },
    times: 4,
  });
  await slack.click(alice.id, first, { actionId: "cancel" });
  // A second message that is only under way wants to be changed at the same time.
  const second = slack.type(alice.id, "deploys", "/deploy my-app main to prod");
  await slack.waitFor((one) => one.ts === first.ts && wordsOf(one).includes("alice cancelled it"));
  await second;
  const open = await slack.waitFor(
    (one) => one.ts > first.ts && wordsOf(one).includes("waits for your word"),
  );
  const updates = calls("chat.update").slice(since);
  expect(updates.filter(({ status }) => status === 429)).toHaveLength(4);
  const told = updates.find(({ status }) => status === 200);
  expect(told && argumentsOf(told).get("ts")).toBe(first.ts);
  await slack.click(alice.id, open, { actionId: "cancel" });
  await slack.waitFor((one) => one.ts === open.ts && wordsOf(one).includes("alice cancelled it"));
  expect(
    (await store.db.selectFrom("messages").selectAll().execute()).every((row) => row.error === null),
  ).toBe(true);
});

test("a message that somebody has deleted goes on in its thread, and where there is none, with the person", async () => {
  const { slack, alice, slackApp } = world;
  const deleted = await ask();
  slack.deleteMessage(deleted);
  const [value = ""] = /"value":"([^"]+)"/.exec(JSON.stringify(deleted.blocks))?.slice(1) ?? [];
  await world.signed("/slack/interactions", {
    payload: JSON.stringify({
      type: "block_actions",
      trigger_id: "1.2.deleted",
      user: { id: alice.id, team_id: slack.team.id },
      channel: { id: world.deploys.id },
      actions: [{ action_id: "cancel", value }],
    }),
  });
  const told = await slack.waitFor(
    (one) => one.channel.startsWith("D") && wordsOf(one).includes("alice cancelled it"),
  );
  expect(told.user).toBe(slackApp.botUserId);
  const replies = calls("chat.postMessage").filter((one) => argumentsOf(one).get("thread_ts") === deleted.ts);
  expect(replies).toHaveLength(1);
});

test("a deleted message with replies leaves its thread behind, where it goes on", async () => {
  const { slack, alice } = world;
  const deleted = await ask();
  await world.server.world.slack.chat.postMessage({
    channel: world.deploys.id,
    thread_ts: deleted.ts,
    text: "Looks good",
  });
  slack.deleteMessage(deleted);
  const [value = ""] = /"value":"([^"]+)"/.exec(JSON.stringify(deleted.blocks))?.slice(1) ?? [];
  await world.signed("/slack/interactions", {
    payload: JSON.stringify({
      type: "block_actions",
      trigger_id: "1.2.thread",
      user: { id: alice.id, team_id: slack.team.id },
      channel: { id: world.deploys.id },
      actions: [{ action_id: "cancel", value }],
    }),
  });
  const told = await slack.waitFor(
    (one) => one.threadTs === deleted.ts && wordsOf(one).includes("alice cancelled it"),
  );
  expect(told.channel).toBe(world.deploys.id);
});

test("a message that arrived although its answer was lost is found again, not posted twice", async () => {
  const { slack, alice, deploys } = world;
  slack.inject({ operation: "chat.postMessage", fault: { kind: "drop", when: "after" }, times: 1 });
  const posts = calls("chat.postMessage").length;
  const found = await ask();
  expect(calls("chat.postMessage").slice(posts)).toHaveLength(1);
  expect(found.versions.length).toBeGreaterThan(1);
  const [, id = ""] = /request ([0-9a-f-]{36})/.exec(wordsOf(found)) ?? [];
  const ofIt = slack.messages(deploys.id, alice.id).filter((one) => wordsOf(one).includes(`request ${id}`));
  expect(ofIt).toHaveLength(1);
  await slack.click(alice.id, found, { actionId: "cancel" });
  await slack.waitFor((one) => one.ts === found.ts && wordsOf(one).includes("alice cancelled it"));
});

test("the metrics tell of requests by state, of stages, and of what waits", async () => {
  const text = await eventually(
    async () => {
      const metrics = await (await fetch(`${world.url}/metrics`)).text();
      return metrics.includes("deploy_server_outbox_waiting 0") ? metrics : undefined;
    },
    () => "the outbox is never empty",
  );
  expect(text).toMatch(/^deploy_server_requests\{state="cancelled"\} [1-9]/m);
  expect(text).toMatch(/^deploy_server_stage_seconds_count\{state="awaiting confirmation"\} [1-9]/m);
  for (const name of ["inbox_waiting", "inbox_failed", "inbox_age_seconds", "outbox_age_seconds"])
    expect(text).toMatch(new RegExp(`^deploy_server_${name} 0`, "m"));
});
