import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { SocketModeClient } from "@slack/socket-mode";
import { LogLevel } from "@slack/web-api";
import { manualClock } from "../http/clock.ts";
import type { App, User } from "./model.ts";
import { startSlack, type Slack } from "./start.ts";

interface Received {
  readonly ack: (payload?: object) => Promise<void>;
  readonly body: Readonly<Record<string, unknown>>;
  readonly envelope_id?: string;
}

let slack: Slack;
let app: App;
let alice: User;
let client: SocketModeClient;

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
    logLevel: LogLevel.ERROR,
    clientOptions: { slackApiUrl: slack.apiUrl },
  });
  await client.start();
});
afterAll(async () => {
  await client.disconnect();
  await slack.close();
});

test("Slack's own client gets a command, and answers it", async () => {
  const received: Received[] = [];
  client.on("slash_commands", (event: Received) => {
    received.push(event);
    void event.ack({ text: "On it." });
  });
  expect(slack.sockets(app)).toBe(1);
  expect(await slack.type(alice.id, "deploys", "/deploy my-app main to prod")).toEqual({
    kind: "acknowledged",
  });
  expect(received.map(({ body }) => body)).toMatchObject([
    { command: "/deploy", text: "my-app main to prod", user_id: alice.id },
  ]);
  expect(slack.messages("deploys", alice.id).map(({ text }) => text)).toEqual(["On it."]);
});
