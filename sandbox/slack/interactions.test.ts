import { afterAll, beforeAll, beforeEach, describe, expect, test } from "@jest/globals";
import { manualClock } from "../http/clock.ts";
import { send, startAppServer, type AppServer, type TestAnswer } from "../http/testing.ts";
import type { App, User, View } from "./model.ts";
import type { Slack } from "./slack.ts";
import { startSlack } from "./start.ts";

const clock = manualClock(new Date("2026-11-29T14:00:00Z"));
let slack: Slack;
let server: AppServer;
let app: App;
let alice: User;
let bob: User;

beforeAll(async () => {
  [slack, server] = await Promise.all([startSlack({ clock }), startAppServer()]);
  alice = slack.addUser({ name: "alice" });
  bob = slack.addUser({ name: "bob", kind: "stranger" });
  slack.addChannel({ name: "deploys", members: [alice.id, bob.id], isShared: true });
  app = slack.installApp({
    name: "deployer",
    scopes: ["chat:write", "commands"],
    commands: [{ command: "/deploy", url: `${server.url}/commands` }],
    interactivityUrl: `${server.url}/interactions`,
    eventsUrl: `${server.url}/events`,
  });
  slack.invite("deploys", app.botUserId);
});
beforeEach(() => {
  server.answer(() => ({}));
  slack.clearFaults();
});
afterAll(async () => {
  await slack.close();
  await server.close();
});

const call = (method: string, body: object): Promise<TestAnswer> =>
  send(slack.apiUrl + method, {
    body,
    headers: { authorization: `Bearer ${app.botToken}`, "content-type": "application/json" },
  });

const last = (): URLSearchParams => new URLSearchParams(server.requests.at(-1)?.body);
const plain = (text: string): object => ({ type: "plain_text", text });
const option = (value: string): object => ({ text: plain(value), value });
const VIEW = {
  type: "modal",
  callback_id: "deploy",
  title: plain("Deploy"),
  submit: plain("Deploy"),
  blocks: [
    {
      type: "input",
      block_id: "app",
      label: plain("App"),
      element: { type: "plain_text_input", action_id: "name" },
    },
    {
      type: "input",
      block_id: "channel",
      label: plain("To"),
      element: { type: "static_select", action_id: "to", options: [option("dev"), option("prod")] },
    },
  ],
};

/** Opens a form as somebody who typed the command. */
async function open(user: User): Promise<View> {
  await slack.type(user.id, "deploys", "/deploy");
  expect((await call("views.open", { trigger_id: last().get("trigger_id"), view: VIEW })).json.ok).toBe(true);
  const view = slack.views(user.id).at(-1);
  if (view === undefined) throw new Error("no view is open");
  return view;
}

describe("a form", () => {
  test("sends what was filled in, and closes", async () => {
    const view = await open(alice);
    expect(await slack.submit(alice.id, view, { app: "my-app", channel: "prod" })).toEqual({
      kind: "acknowledged",
    });
    expect(JSON.parse(last().get("payload") ?? "")).toMatchObject({
      type: "view_submission",
      user: { id: alice.id },
      view: {
        callback_id: "deploy",
        state: {
          values: {
            app: { name: { type: "plain_text_input", value: "my-app" } },
            channel: { to: { selected_option: { value: "prod" } } },
          },
        },
      },
    });
    expect(slack.views(alice.id)).toEqual([]);
  });

  test("stays open and shows the errors", async () => {
    const view = await open(alice);
    server.answer(() => ({
      body: JSON.stringify({ response_action: "errors", errors: { app: "There is no app my-ap." } }),
    }));
    expect(await slack.submit(alice.id, view, { app: "my-ap", channel: "dev" })).toEqual({
      kind: "errors",
      errors: { app: "There is no app my-ap." },
    });
    expect(slack.views(alice.id)).toHaveLength(1);
    await slack.closeView(view);
    await expect(slack.submit(alice.id, view, {})).rejects.toThrow("alice does not have the view");
  });

  test("opens within three seconds, once", async () => {
    await slack.type(alice.id, "deploys", "/deploy");
    const late = last().get("trigger_id");
    clock.advance(3001);
    expect((await call("views.open", { trigger_id: late, view: VIEW })).json.error).toBe(
      "expired_trigger_id",
    );
    const view = await open(alice);
    expect((await call("views.open", { trigger_id: last().get("trigger_id"), view: VIEW })).json.error).toBe(
      "exchanged_trigger_id",
    );
    await slack.closeView(view);
  });
});

describe("a response_url", () => {
  const respond = (url: string | null, text: string): Promise<TestAnswer> =>
    send(url ?? "", { body: { text } });

  test("accepts five messages", async () => {
    await slack.type(alice.id, "deploys", "/deploy");
    const url = last().get("response_url");
    for (let count = 1; count <= 5; count += 1)
      expect((await respond(url, `message ${count}`)).status).toBe(200);
    expect(await respond(url, "message 6")).toMatchObject({
      status: 404,
      json: { ok: false, error: "used_url" },
    });
    expect(slack.messages("deploys", alice.id).filter(({ text }) => text.startsWith("message"))).toHaveLength(
      5,
    );
    expect(slack.messages("deploys", bob.id).filter(({ text }) => text.startsWith("message"))).toEqual([]);
  });

  test("lives for half an hour", async () => {
    await slack.type(alice.id, "deploys", "/deploy");
    const url = last().get("response_url");
    clock.advance(30 * 60_000);
    expect((await respond(url, "in time")).status).toBe(200);
    clock.advance(1);
    expect(await respond(url, "late")).toMatchObject({ status: 404, json: { error: "expired_url" } });
  });
});

describe("a delivery", () => {
  test("can come twice, be lost, or lose its answer", async () => {
    const before = server.requests.length;
    slack.failDeliveries({ double: 1 });
    await slack.type(alice.id, "deploys", "/deploy twice");
    expect(server.requests.slice(before).map(({ body }) => new URLSearchParams(body).get("text"))).toContain(
      "twice",
    );
    slack.failDeliveries({ lose: 1 });
    const lost = slack.type(alice.id, "deploys", "/deploy lost");
    clock.advance(3000);
    expect(await lost).toEqual({ kind: "failed", error: "operation_timeout" });
    expect(server.requests.some(({ body }) => new URLSearchParams(body).get("text") === "lost")).toBe(false);
    const arrived = Promise.withResolvers<void>();
    server.answer(() => {
      arrived.resolve();
      return {};
    });
    slack.failDeliveries({ loseAnswers: 1 });
    const unheard = slack.type(alice.id, "deploys", "/deploy unheard");
    await arrived.promise;
    clock.advance(3000);
    expect(await unheard).toEqual({ kind: "failed", error: "operation_timeout" });
  });

  test("of an event is retried at once, after one minute and after five, with its retry number", async () => {
    const got: (string | undefined)[] = [];
    const attempts = [
      Promise.withResolvers<void>(),
      Promise.withResolvers<void>(),
      Promise.withResolvers<void>(),
      Promise.withResolvers<void>(),
    ];
    server.answer(({ headers }) => {
      attempts[got.push(String(headers["x-slack-retry-num"] ?? "first")) - 1]?.resolve();
      return { status: got.length < 4 ? 500 : 200 };
    });
    const sent = slack.sendEvent(app, { type: "app_mention", user: alice.id, text: "hi" });
    await attempts[1]?.promise;
    for (const [attempt, ms] of [
      [2, 60_000],
      [3, 300_000],
    ] as const) {
      // The next attempt is scheduled once the answer to this one is known, so time advances until it arrives.
      while (got.length <= attempt) {
        clock.advance(ms);
        await new Promise((resolve) => void setImmediate(resolve));
      }
    }
    expect(await sent).toBe(4);
    expect(got).toEqual(["first", "1", "2", "3"]);
    expect(server.requests.at(-3)?.headers["x-slack-retry-reason"]).toBe("http_error");
  });
});

test("strangers have another team, including in what they send; whoever shares a channel is not called one", async () => {
  await slack.type(bob.id, "deploys", "/deploy");
  expect(last().get("user_id")).toBe(bob.id);
  const scopes = slack.installApp({ name: "reader", scopes: ["users:read"] });
  const userNow = async (user: string) => {
    const { json } = await send(`${slack.apiUrl}users.info`, {
      body: { user },
      headers: { authorization: `Bearer ${scopes.botToken}`, "content-type": "application/json" },
    });
    return json.user;
  };
  const far = slack.addUser({ name: "far", kind: "stranger" });
  expect(await userNow(far.id)).toMatchObject({ team_id: "T0OTHER", is_stranger: true, deleted: false });
  const seen = await userNow(bob.id);
  expect(seen).toMatchObject({ team_id: "T0OTHER", is_restricted: false });
  expect(seen).not.toHaveProperty("is_stranger");
});
