import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { manualClock } from "../http/clock.ts";
import { send, type TestAnswer } from "../http/testing.ts";
import { PUBLISHED_RATES } from "./limits.ts";
import type { App, Channel, User } from "./model.ts";
import type { Slack } from "./slack.ts";
import { startSlack } from "./start.ts";

const clock = manualClock(new Date("2026-11-29T14:00:00Z"));
let slack: Slack;
let app: App;
let alice: User;
let deploys: Channel;
let random: Channel;

beforeAll(async () => {
  slack = await startSlack({ clock });
  alice = slack.addUser({ name: "alice" });
  deploys = slack.addChannel({ name: "deploys", members: [alice.id] });
  random = slack.addChannel({ name: "random", members: [alice.id] });
  slack.addChannel({ name: "secret", isPrivate: true, members: [alice.id] });
  app = slack.installApp({ name: "deployer", scopes: ["chat:write", "channels:read"] });
  slack.invite("deploys", app.botUserId);
});
afterAll(() => slack.close());

const call = (method: string, body: object, token = app.botToken): Promise<TestAnswer> =>
  send(slack.apiUrl + method, {
    body,
    headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
  });

const plain = (text: string): object => ({ type: "plain_text", text });
const button = (more: object = {}): object => ({
  type: "button",
  action_id: "ship",
  text: plain("Ship"),
  ...more,
});
const post = (blocks: unknown): Promise<TestAnswer> =>
  call("chat.postMessage", { channel: deploys.id, blocks });

test.each([
  [
    "too many blocks",
    Array.from({ length: 51 }, () => ({ type: "divider" })),
    "no more than 50 items allowed [json-pointer:/blocks]",
  ],
  [
    "a long section",
    [{ type: "section", text: { type: "mrkdwn", text: "x".repeat(3001) } }],
    "must be less than 3001 characters [json-pointer:/blocks/0/text/text]",
  ],
  [
    "a long header",
    [{ type: "divider" }, { type: "header", text: plain("x".repeat(151)) }],
    "must be less than 151 characters [json-pointer:/blocks/1/text/text]",
  ],
  [
    "markup in a header",
    [{ type: "header", text: { type: "mrkdwn", text: "x" } }],
    "unsupported type: mrkdwn [json-pointer:/blocks/0/text/type]",
  ],
  [
    "a long label",
    [{ type: "actions", elements: [button(), button({ action_id: "b", text: plain("x".repeat(76)) })] }],
    "must be less than 76 characters [json-pointer:/blocks/0/elements/1/text/text]",
  ],
  [
    "a long value",
    [{ type: "actions", elements: [button({ value: "x".repeat(2001) })] }],
    "must be less than 2001 characters [json-pointer:/blocks/0/elements/0/value]",
  ],
  [
    "26 buttons",
    [{ type: "actions", elements: Array.from({ length: 26 }, (_, at) => button({ action_id: `a${at}` })) }],
    "no more than 25 items allowed [json-pointer:/blocks/0/elements]",
  ],
  [
    "eleven elements in a context",
    [{ type: "context", elements: Array.from({ length: 11 }, () => plain("x")) }],
    "no more than 10 items allowed [json-pointer:/blocks/0/elements]",
  ],
  [
    "one action id twice",
    [{ type: "actions", elements: [button(), button()] }],
    "action_ids must be unique within a block [json-pointer:/blocks/0/elements]",
  ],
  [
    "a field that is none",
    [{ type: "section", txt: plain("x"), text: plain("x") }],
    "invalid additional property: txt [json-pointer:/blocks/0]",
  ],
  [
    "a type that is none",
    [{ type: "divider" }, { type: "sectoin" }],
    "unsupported type: sectoin [json-pointer:/blocks/1/type]",
  ],
  [
    "empty text",
    [{ type: "section", text: plain("") }],
    "must be more than 0 characters [json-pointer:/blocks/0/text/text]",
  ],
])("blocks with %s are refused, with the place", async (_, blocks, complaint) => {
  const { status, json } = await post(blocks);
  expect([status, json]).toEqual([
    200,
    {
      ok: false,
      error: "invalid_blocks",
      errors: [complaint],
      response_metadata: { messages: [`[ERROR] ${complaint}`] },
    },
  ]);
});

test("blocks at the limits are taken, but not too much text in all", async () => {
  const section = { type: "section", text: { type: "mrkdwn", text: "x".repeat(3000) } };
  expect((await post([section, section, section, section])).json.ok).toBe(true);
  expect((await post([section, section, section, section, section])).json.error).toBe("msg_blocks_too_long");
});

test.each<[string, string, () => object, object]>([
  [
    "an unknown method",
    "chat.postMesage",
    () => ({}),
    { error: "unknown_method", req_method: "chat.postMesage" },
  ],
  [
    "an unknown argument",
    "chat.postMessage",
    () => ({ channel: deploys.id, txt: "hi" }),
    {
      error: "invalid_arguments",
      response_metadata: { messages: ["[ERROR] sandbox does not know the argument: txt"] },
    },
  ],
  [
    "a missing argument",
    "chat.update",
    () => ({ channel: deploys.id }),
    { error: "invalid_arguments", response_metadata: { messages: ["[ERROR] missing required field: ts"] } },
  ],
  [
    "a missing scope",
    "users.info",
    () => ({ user: alice.id }),
    { error: "missing_scope", needed: "users:read", provided: "chat:write,channels:read" },
  ],
  ["no text", "chat.postMessage", () => ({ channel: deploys.id }), { error: "no_text" }],
  [
    "a channel that the bot is not in",
    "chat.postMessage",
    () => ({ channel: random.id, text: "hi" }),
    { error: "not_in_channel" },
  ],
  [
    "a private channel of others",
    "conversations.info",
    () => ({ channel: slack.url }),
    { error: "channel_not_found" },
  ],
  [
    "a message that is not there",
    "chat.update",
    () => ({ channel: deploys.id, ts: "1.1", text: "hi" }),
    { error: "message_not_found" },
  ],
  [
    "a trigger that is none",
    "views.open",
    () => ({ trigger_id: "1.2.3", view: { type: "modal", title: plain("T"), blocks: [] } }),
    { error: "invalid_trigger_id" },
  ],
])("%s is refused", async (_, method, body, refusal) => {
  const { status, json } = await call(method, body());
  expect([status, json]).toEqual([200, { ok: false, ...refusal }]);
});

test.each([
  ["no token", "", "not_authed"],
  ["a wrong token", "xoxb-wrong", "invalid_auth"],
])("%s is refused", async (_, token, error) => {
  expect((await call("auth.test", {}, token)).json).toEqual({ ok: false, error });
});

test("tokens are for their own methods, and are revoked with the app", async () => {
  expect((await call("auth.test", {}, app.appToken)).json.error).toBe("not_allowed_token_type");
  expect((await call("apps.connections.open", {})).json.error).toBe("not_allowed_token_type");
  const gone = slack.installApp({ name: "gone", scopes: ["chat:write"] });
  expect((await call("auth.test", {}, gone.botToken)).json.ok).toBe(true);
  slack.uninstallApp(gone);
  expect((await call("auth.test", {}, gone.botToken)).json.error).toBe("token_revoked");
});

describe("rates", () => {
  const text = (channel: Channel): Promise<TestAnswer> =>
    call("chat.postMessage", { channel: channel.id, text: "hi" });

  test("count posts for each channel, and updates for the workspace", async () => {
    slack.invite("random", app.botUserId);
    slack.limit(PUBLISHED_RATES);
    const { json } = await text(deploys);
    const second = await text(deploys);
    expect([second.status, second.headers.get("retry-after"), second.json]).toEqual([
      429,
      "1",
      { ok: false, error: "ratelimited" },
    ]);
    expect((await text(random)).status).toBe(200);
    clock.advance(1000);
    expect((await text(deploys)).status).toBe(200);
    const update = (): Promise<TestAnswer> =>
      call("chat.update", { channel: deploys.id, ts: json.ts, text: "changed" });
    for (let count = 0; count < 50; count += 1) expect((await update()).status).toBe(200);
    clock.advance(20_000);
    const limited = await update();
    expect([limited.status, limited.headers.get("retry-after")]).toEqual([429, "40"]);
    clock.advance(40_000);
    expect((await update()).status).toBe(200);
    slack.limit({});
  });

  test("can be set for a minute on request, and answers can be lost", async () => {
    slack.inject({
      operation: "chat.postMessage",
      fault: { kind: "secondary-limit", retryAfterSeconds: 60 },
      times: 1,
    });
    expect((await text(deploys)).headers.get("retry-after")).toBe("60");
    slack.inject({ operation: "chat.postMessage", fault: { kind: "drop", when: "after" }, times: 1 });
    const before = slack.messages("deploys").length;
    await expect(text(deploys)).rejects.toThrow("fetch failed");
    expect(slack.messages("deploys")).toHaveLength(before + 1);
  });
});

describe("a message of its own", () => {
  test.each([
    ["is_inactive", "that was archived", false, (name: string) => slack.archive(name)],
    ["no_permission", "that took the app out", false, (name: string) => slack.remove(name, app.botUserId)],
    ["channel_not_found", "that is private", true, (name: string) => slack.remove(name, app.botUserId)],
  ])("cannot be changed: %s in a channel %s", async (error, name, isPrivate, happen) => {
    const channel = slack.addChannel({ name, isPrivate, members: [alice.id, app.botUserId] });
    const { json } = await call("chat.postMessage", { channel: channel.id, text: "first" });
    const update = { channel: channel.id, ts: json.ts, text: "second" };
    expect((await call("chat.update", update)).json).toMatchObject({ ok: true });
    happen(name);
    expect((await call("chat.update", update)).json).toMatchObject({ ok: false, error });
    expect(slack.messages(name).map(({ text }) => text)).toEqual(["second"]);
  });
});
