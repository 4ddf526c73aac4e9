import { createHmac } from "node:crypto";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "@jest/globals";
import { LogLevel, WebClient } from "@slack/web-api";
import { manualClock, type ManualClock } from "../http/clock.ts";
import { send, startAppServer, type AppServer } from "../http/testing.ts";
import type { App, Channel, User } from "./model.ts";
import type { Slack } from "./slack.ts";
import { startSlack } from "./start.ts";

let slack: Slack;
let clock: ManualClock;
let server: AppServer;
let app: App;
let client: WebClient;
let alice: User;
let bob: User;
let deploys: Channel;

beforeAll(async () => {
  clock = manualClock(new Date("2026-11-29T14:00:00Z"));
  [slack, server] = await Promise.all([startSlack({ clock }), startAppServer()]);
  alice = slack.addUser({ name: "alice" });
  bob = slack.addUser({ name: "bob", kind: "guest" });
  deploys = slack.addChannel({ name: "deploys", members: [alice.id, bob.id] });
  slack.addChannel({ name: "random", members: [alice.id] });
  app = slack.installApp({
    name: "deployer",
    scopes: ["chat:write", "commands", "users:read", "channels:read"],
    commands: [{ command: "/deploy", url: `${server.url}/slack/commands` }],
    interactivityUrl: `${server.url}/slack/interactions`,
  });
  slack.invite("deploys", app.botUserId);
  client = new WebClient(app.botToken, {
    slackApiUrl: slack.apiUrl,
    logLevel: LogLevel.ERROR,
    retryConfig: { retries: 0 },
  });
});
beforeEach(() => server.answer(() => ({})));
afterAll(async () => {
  await slack.close();
  await server.close();
});

describe("a command", () => {
  test("arrives signed, with everything Slack sends with it", async () => {
    expect(await slack.type(alice.id, "deploys", "/deploy my-app main to prod")).toEqual({
      kind: "acknowledged",
    });
    const { path, headers, body } = server.requests.at(-1) ?? { path: "", headers: {}, body: "" };
    expect([path, headers["content-type"]]).toEqual(["/slack/commands", "application/x-www-form-urlencoded"]);
    const at = headers["x-slack-request-timestamp"];
    expect(at).toBe(String(clock.now().getTime() / 1000));
    const expected = createHmac("sha256", app.signingSecret)
      .update(`v0:${String(at)}:${body}`)
      .digest("hex");
    expect(headers["x-slack-signature"]).toBe(`v0=${expected}`);
    expect(Object.fromEntries(new URLSearchParams(body))).toMatchObject({
      command: "/deploy",
      text: "my-app main to prod",
      user_id: alice.id,
      user_name: "alice",
      channel_id: deploys.id,
      channel_name: "deploys",
      team_id: slack.team.id,
      api_app_id: app.id,
    });
  });

  test("shows the answer only to the person who typed it", async () => {
    server.answer(() => ({ body: JSON.stringify({ response_type: "ephemeral", text: "On it." }) }));
    await slack.type(bob.id, "deploys", "/deploy");
    expect(slack.messages("deploys", bob.id).map(({ text }) => text)).toContain("On it.");
    expect(slack.messages("deploys", alice.id).map(({ text }) => text)).not.toContain("On it.");
  });

  test("fails with operation_timeout after three seconds, by the clock", async () => {
    const answer = Promise.withResolvers<object>();
    const arrived = Promise.withResolvers<void>();
    server.answer(() => {
      arrived.resolve();
      return answer.promise;
    });
    const typed = slack.type(alice.id, "deploys", "/deploy other-app");
    await arrived.promise;
    clock.advance(3000);
    expect(await typed).toEqual({ kind: "failed", error: "operation_timeout" });
    answer.resolve({});
    expect(slack.messages("deploys", alice.id).at(-1)?.text).toBe(
      '/deploy failed with the error "operation_timeout"',
    );
  });
});

describe("a message", () => {
  const blocks = [
    { type: "section", text: { type: "mrkdwn", text: "*my-app* → prod" } },
    {
      type: "actions",
      block_id: "decide",
      elements: [
        {
          type: "button",
          action_id: "ship",
          value: "r1",
          style: "primary",
          text: { type: "plain_text", text: "Ship all" },
        },
        { type: "button", action_id: "cancel", value: "r1", text: { type: "plain_text", text: "Cancel" } },
      ],
    },
  ];

  test("is posted, changed and clicked on", async () => {
    const posted = await client.chat.postMessage({ channel: deploys.id, text: "my-app → prod", blocks });
    const message = slack.messages("deploys").at(-1);
    if (message === undefined) throw new Error("there is no message");
    expect(posted).toMatchObject({ ok: true, channel: deploys.id, ts: message.ts });
    await slack.click(bob.id, message, { actionId: "ship" });
    const payload = JSON.parse(
      new URLSearchParams(server.requests.at(-1)?.body).get("payload") ?? "",
    ) as Record<string, unknown>;
    expect(payload).toMatchObject({
      type: "block_actions",
      user: { id: bob.id, username: "bob" },
      container: { message_ts: message.ts, channel_id: deploys.id },
      actions: [{ action_id: "ship", block_id: "decide", value: "r1", type: "button" }],
    });
    await client.chat.update({ channel: deploys.id, ts: message.ts, text: "live", blocks: [] });
    expect(slack.messages("deploys").at(-1)).toMatchObject({
      text: "live",
      blocks: [],
      versions: [{ text: "my-app → prod" }, { text: "live" }],
    });
    const respond = await send(String(payload["response_url"]), { body: { text: "Only for you" } });
    expect(respond.status).toBe(200);
    expect(slack.messages("deploys", bob.id).at(-1)).toMatchObject({ text: "Only for you", onlyFor: bob.id });
  });
});
