import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { runGit, type SlackMessage } from "@release-channels/sandbox";
import { eventually } from "../../../lib/http/testing/server-process.ts";
import { RELEASES, startTestWorld, wordsOf, type TestWorld } from "../testing/world.ts";

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
  return slack.waitFor(
    (one) => !known.has(one.ts) && wordsOf(one).includes(says),
    `a message says "${says}"`,
  );
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
  await slack.waitFor(
    (one) => one.ts === first.ts && wordsOf(one).includes("alice cancelled it"),
    'a message says "alice cancelled it"',
  );
  await second;
  const open = await slack.waitFor(
    (one) => one.ts > first.ts && wordsOf(one).includes("waits for your word"),
    'a message says "waits for your word"',
  );
  const updates = calls("chat.update").slice(since);
  expect(updates.filter(({ status }) => status === 429)).toHaveLength(4);
  const told = updates.find(({ status }) => status === 200);
  expect(told && argumentsOf(told).get("ts")).toBe(first.ts);
  await slack.click(alice.id, open, { actionId: "cancel" });
  await slack.waitFor(
    (one) => one.ts === open.ts && wordsOf(one).includes("alice cancelled it"),
    'a message says "alice cancelled it"',
  );
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
    'a message says "alice cancelled it"',
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
    'a message says "alice cancelled it"',
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
  await slack.waitFor(
    (one) => one.ts === found.ts && wordsOf(one).includes("alice cancelled it"),
    'a message says "alice cancelled it"',
  );
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

describe("where the channel does not take the app", () => {
  let closed: string;
  let config: string;
  beforeAll(async () => {
    const { slack, alice, deploys, github } = world;
    closed = slack.addChannel({ name: "closed", members: [alice.id] }).id;
    config = (await runGit(github.repository(RELEASES).gitDir, "show", "main:db/server.yaml")).replace(
      `slack_channels: [${deploys.id}]`,
      `slack_channels: [${deploys.id}, ${closed}]`,
    );
    await world.commit(RELEASES, { "db/server.yaml": config });
  });

  const until = ({ ts }: SlackMessage, says: string) =>
    world.slack.waitFor((one) => one.ts === ts && wordsOf(one).includes(says), `a message says "${says}"`);
  const askThere = async (says: string) => {
    const { slack, alice } = world;
    const known = new Set(slack.messages("deploys", alice.id).map(({ ts }) => ts));
    await slack.type(alice.id, "closed", "/deploy my-app main to prod");
    return slack.waitFor(
      (one) => !known.has(one.ts) && one.channel.startsWith("D") && wordsOf(one).includes(says),
      `a message says "${says}"`,
    );
  };

  test("its asker has the card alone, whose buttons work as they would there", async () => {
    const { slack, alice, clock } = world;
    const card = await askThere("waits for your word");
    expect(wordsOf(card)).toContain(`Only you see this: <#${closed}> does not take the app's messages`);
    await slack.click(alice.id, card, { actionId: "cancel" });
    const ended = await until(card, "alice cancelled it");
    const known = ended.ts;
    await slack.click(alice.id, ended, { actionId: "retry" });
    const again = await slack.waitFor(
      (one) =>
        one.ts > known && one.channel === ended.channel && wordsOf(one).includes("waits for your word"),
      'a message says "waits for your word"',
    );
    await slack.click(alice.id, again, { actionId: "ship" });
    await until(again, "healthy, and watched for a while");
    clock.advance(60_000);
    const live = await until(again, "live in");
    expect(wordsOf(live)).toContain(`Only you see this: <#${closed}> does not take the app's messages`);
  });

  test("whoever is to approve cannot do so there, and the card says where", async () => {
    const { slack, alice } = world;
    await world.commit(RELEASES, {
      "db/server.yaml": config.replace("permission: write", "permission: write, approvals: 1"),
    });
    const card = await askThere("waits for your word");
    await slack.click(alice.id, card, { actionId: "ship" });
    const waits = await until(card, "waits for another person's approval");
    expect(wordsOf(waits)).toContain(`Nobody else can approve it here: invite the app to <#${closed}>`);
    expect(wordsOf(waits)).not.toContain('"action_id":"approve"');
    await slack.click(alice.id, waits, { actionId: "cancel" });
    await until(card, "alice cancelled it");
  });
});

describe("a Retry-After of a minute", () => {
  const MINUTE = { kind: "secondary-limit", retryAfterSeconds: 60 } as const;
  const after = (since: number, at: string): boolean => new Date(at).getTime() >= since + 60_000;

  test("is kept by the message: it is stored until when it rests, and others go out meanwhile", async () => {
    const { slack, alice, store } = world;
    const card = await ask();
    const updates = calls("chat.update").length;
    slack.inject({ operation: "chat.update", fault: MINUTE, times: 1 });
    const since = Date.now();
    await slack.click(alice.id, card, { actionId: "cancel" });
    const [row] = await eventually(
      async () => {
        const limited = await store.db
          .selectFrom("messages")
          .selectAll()
          .where("error", "=", "Slack asks to wait")
          .execute();
        return limited.length > 0 ? limited : undefined;
      },
      () => "no message was put off",
    );
    expect(after(since, row?.retry_at ?? "")).toBe(true);
    expect(row).toMatchObject({ is_final: true, address: { ts: card.ts } });
    await ask();
    expect(
      calls("chat.update")
        .slice(updates)
        .filter((call) => argumentsOf(call).get("ts") === card.ts)
        .map(({ status }) => status),
    ).toEqual([429]);
  });

  test("is kept by a request that Slack is asked for: who asks is looked up when Slack says so", async () => {
    const { slack, alice, store } = world;
    slack.inject({ operation: "users.info", fault: MINUTE, times: 1 });
    const since = Date.now();
    const lookups = calls("users.info").length;
    await slack.type(alice.id, "deploys", "/deploy my-app #404 to prod");
    const row = await eventually(
      async () => {
        const [newest] = await store.db
          .selectFrom("requests")
          .selectAll()
          .orderBy("sequence", "desc")
          .limit(1)
          .execute();
        return newest?.lease_owner === null && calls("users.info").length > lookups ? newest : undefined;
      },
      () => "the request was not put off",
    );
    expect([row.state, after(since, row.due_at)]).toEqual(["received", true]);
    expect(
      calls("users.info")
        .slice(lookups)
        .map(({ status }) => status),
    ).toEqual([429]);
  });
});
