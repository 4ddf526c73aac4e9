import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { SocketModeClient } from "@slack/socket-mode";
import { LogLevel, type Logger } from "@slack/web-api";
import { manualClock } from "../http/clock.ts";
import type { App, User } from "./model.ts";
import type { Slack } from "./slack.ts";
import { startSlack } from "./start.ts";

interface Received {
  readonly ack: (payload?: object) => Promise<void>;
  readonly body: Readonly<Record<string, unknown>>;
  readonly envelope_id?: string;
}

/** Slack's client tells of each connection that breaks: here they do. */
const SILENT: Logger = {
  debug: () => undefined,
  info: () => undefined,
  warn: () => undefined,
  error: () => undefined,
  setLevel: () => undefined,
  getLevel: () => LogLevel.ERROR,
  setName: () => undefined,
};

let slack: Slack;
let app: App;
let alice: User;
let client: SocketModeClient;
const received: Received[] = [];

beforeAll(async () => {
  slack = await startSlack({ clock: manualClock() });
  alice = slack.addUser({ name: "alice" });
  slack.addChannel({ name: "deploys", members: [alice.id] });
  app = slack.installApp({
    name: "deployer",
    scopes: ["commands", "chat:write"],
    commands: [{ command: "/deploy" }],
    socketMode: true,
  });
  client = new SocketModeClient({
    appToken: app.appToken,
    logger: SILENT,
    clientOptions: { slackApiUrl: slack.apiUrl },
  });
  client.on("slash_commands", (event: Received) => {
    received.push(event);
    void event.ack({ text: "On it." });
  });
  await client.start();
});
afterAll(async () => {
  await client.disconnect();
  await slack.close();
});

test("Slack's own client gets a command, and answers it", async () => {
  received.length = 0;
  expect(slack.sockets(app)).toBe(1);
  expect(await slack.type(alice.id, "deploys", "/deploy my-app main to prod")).toEqual({
    kind: "acknowledged",
  });
  expect(received.map(({ body }) => body)).toMatchObject([
    { command: "/deploy", text: "my-app main to prod", user_id: alice.id },
  ]);
  expect(slack.messages("deploys", alice.id).map(({ text }) => text)).toEqual(["On it."]);
});

test("the same envelope may come twice", async () => {
  received.length = 0;
  const both = Promise.withResolvers<void>();
  const count = (): void => {
    if (received.length === 2) both.resolve();
  };
  client.on("slash_commands", count);
  slack.failDeliveries({ double: 1 });
  expect(await slack.type(alice.id, "deploys", "/deploy twice")).toEqual({ kind: "acknowledged" });
  await both.promise;
  client.off("slash_commands", count);
  expect(received.map(({ body }) => body["text"])).toEqual(["twice", "twice"]);
  expect(received[0]?.body["trigger_id"]).toBe(received[1]?.body["trigger_id"]);
});

test("Slack's own client comes back after a refresh, and after a cut", async () => {
  for (const end of [() => slack.disconnect(app, "refresh_requested"), () => slack.cutSockets(app)]) {
    const connected = Promise.withResolvers<void>();
    client.once("connected", () => connected.resolve());
    end();
    await connected.promise;
    received.length = 0;
    expect(await slack.type(alice.id, "deploys", "/deploy again")).toEqual({ kind: "acknowledged" });
    expect(received).toHaveLength(1);
  }
});

test("a command fails at once when nobody is connected", async () => {
  const lonely = slack.installApp({
    name: "lonely",
    scopes: ["commands"],
    commands: [{ command: "/lonely" }],
    socketMode: true,
  });
  expect(slack.sockets(lonely)).toBe(0);
  expect(await slack.type(alice.id, "deploys", "/lonely")).toEqual({
    kind: "failed",
    error: "dispatch_failed",
  });
});
