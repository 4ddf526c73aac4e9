import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { runGit, type SlackChannel, type SlackMessage } from "@release-channels/sandbox";
import { eventually } from "../../../lib/http/testing/server-process.ts";
import { RELEASES, startTestWorld, wordsOf, type TestWorld } from "../testing/world.ts";

let world: TestWorld;
const channels: Record<string, SlackChannel> = {};
beforeAll(async () => {
  world = await startTestWorld();
  const { slack, alice, deploys, slackApp } = world;
  await world.link(alice, "alice");
  await world.build();
  for (const name of ["archived", "left", "private", "lost", "empty"]) {
    const isPrivate = name === "private" || name === "lost";
    channels[name] = slack.addChannel({ name, isPrivate, members: [alice.id] });
    slack.invite(name, slackApp.botUserId);
  }
  const ids = [deploys, ...Object.values(channels)].map(({ id }) => id);
  const config = await runGit(world.github.repository(RELEASES).gitDir, "show", "main:db/server.yaml");
  await world.commit(RELEASES, {
    "db/server.yaml": config.replace(
      `slack_channels: [${deploys.id}]`,
      `slack_channels: [${ids.join(", ")}]`,
    ),
  });
});
afterAll(() => world.stop());

const inChannel = (name: string): SlackChannel => {
  const found = channels[name];
  if (found === undefined) throw new Error(`there is no channel ${name}`);
  return found;
};

/** Asks for a deploy there, and waits until its message asks for a word. */
async function ask(name: string): Promise<SlackMessage> {
  const { slack, alice } = world;
  const { id } = inChannel(name);
  await slack.type(alice.id, name, "/deploy my-app main to prod");
  return slack.waitFor(
    (one) => one.channel === id && wordsOf(one).includes("waits for your word"),
    `a message in ${name} waits for a word`,
  );
}

/** Cancels it with a click that was on its way. @returns what was sent to Slack to say so, and the answers */
async function cancel(message: SlackMessage) {
  const { slack, alice } = world;
  const known = slack.requests.length;
  const [, value = ""] =
    /"action_id":"cancel".*?"value":"([^"]+)"/.exec(JSON.stringify(message.blocks)) ?? [];
  await world.signed("/slack/interactions", {
    payload: JSON.stringify({
      type: "block_actions",
      trigger_id: `1.2.${message.channel}`,
      user: { id: alice.id, team_id: slack.team.id },
      channel: { id: message.channel },
      actions: [{ action_id: "cancel", value }],
    }),
  });
  const told = await slack.waitFor(
    (one) =>
      one.channel.startsWith("D") && one.ts > message.ts && wordsOf(one).includes("alice cancelled it"),
    "alice is told that it was cancelled",
  );
  const sent = slack.requests.slice(known).flatMap(({ operation, body }) => {
    const sending = new URLSearchParams(body);
    const of = (name: string): string => sending.get(name) ?? "";
    switch (operation) {
      case "chat.update":
        return [`update ${of("channel")} ${of("ts")}`];
      case "chat.postMessage":
        return [`post ${of("channel")} ${of("thread_ts")}`.trim()];
      case "conversations.open":
        return [`open ${of("users")}`];
      default:
        return [];
    }
  });
  return { told, sent };
}

test.each([
  ["archived", () => world.slack.archive("archived")],
  ["left", () => world.slack.remove("left", world.slackApp.botUserId)],
  ["private", () => world.slack.remove("private", world.slackApp.botUserId)],
])(
  "in a channel that was %s after the first post, the message is tried, its thread, and then its asker is told",
  async (name, happen) => {
    const message = await ask(name);
    happen();
    const { told, sent } = await cancel(message);
    const { id } = inChannel(name);
    expect(sent).toEqual([
      `update ${id} ${message.ts}`,
      `post ${id} ${message.ts}`,
      `open ${world.alice.id}`,
      `post ${told.channel}`,
    ]);
    expect(wordsOf(told)).toContain(`Only you see this: <#${id}> does not take the app's messages`);
    expect(world.slack.messages(id, world.alice.id).map(({ ts }) => ts)).toEqual([message.ts]);
  },
);

test("whose first post has arrived unanswered, before the app was taken out: its asker has the message alone", async () => {
  const { slack, alice, slackApp, store } = world;
  const { id } = inChannel("lost");
  slack.inject({ operation: "chat.postMessage", fault: { kind: "drop", when: "after" }, times: 1 });
  const known = new Set(slack.messages(id, alice.id).map(({ ts }) => ts));
  await slack.type(alice.id, "lost", "/deploy my-app main to prod");
  await slack.waitFor((one) => one.channel === id && !known.has(one.ts), "a message is in the channel");
  slack.remove("lost", slackApp.botUserId);
  const card = await slack.waitFor(
    (one) => one.channel.startsWith("D") && wordsOf(one).includes("waits for your word"),
    "alice is asked alone",
  );
  expect(wordsOf(card)).toContain(`<#${id}>`);
  await slack.click(alice.id, card, { actionId: "cancel" });
  await slack.waitFor(
    (one) => one.ts === card.ts && wordsOf(one).includes("alice cancelled it"),
    "the card says so",
  );
  expect(slack.messages(id, alice.id)).toHaveLength(1);
  const rows = await store.db.selectFrom("messages").selectAll().where("error", "is not", null).execute();
  expect(rows).toEqual([]);
});

test("somebody who has left it is answered alone, and whom nobody can reach is asked for nothing any more", async () => {
  const { slack, alice, store } = world;
  const { id } = inChannel("empty");
  await slack.type(alice.id, "empty", "/deploy");
  const answer = async (thread: string, user: string) => {
    const body = { to: "person", channel: id, user, text: `for ${thread}` };
    await store.db
      .insertInto("messages")
      .values({ thread, request_id: null, revision: 1, is_final: true, body: JSON.stringify(body), fence: 0 })
      .execute();
    world.server.world.nudges.nudge("messages");
  };
  slack.remove("empty", alice.id);
  await answer("left", alice.id);
  const told = await slack.waitFor((one) => one.text === "for left", "alice is told");
  expect(told.channel.startsWith("D")).toBe(true);
  const gone = slack.addUser({ name: "gone", kind: "deactivated" });
  const opens = slack.requests.length;
  await answer("gone", gone.id);
  const row = await eventually(
    async () => {
      const [stored] = await store.db
        .selectFrom("messages")
        .select(["sent_revision", "error"])
        .where("thread", "=", "gone")
        .execute();
      return stored?.sent_revision === 1 || stored?.error !== null ? stored : undefined;
    },
    () => "nobody tries to tell it",
  );
  expect(row).toEqual({ sent_revision: 1, error: null });
  expect(
    slack.requests.slice(opens).filter(({ operation }) => operation === "conversations.open"),
  ).toHaveLength(1);
});
