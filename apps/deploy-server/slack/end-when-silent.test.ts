import { once } from "node:events";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { send, startSlack, type Slack, type SlackApp } from "@release-channels/sandbox";
import { WebSocket } from "ws";
import { endWhenSilent } from "./end-when-silent.ts";

let slack: Slack;
let app: SlackApp;
beforeAll(async () => {
  slack = await startSlack();
  app = slack.installApp({ name: "deployer", scopes: [], socketMode: true });
});
afterAll(() => slack.close());

/** A websocket as the app opens it. */
async function open(): Promise<WebSocket> {
  const headers = { authorization: `Bearer ${app.appToken}`, "content-type": "application/json" };
  const { json } = await send(`${slack.apiUrl}apps.connections.open`, { body: {}, headers });
  const socket = new WebSocket(String(json.url));
  await once(socket, "open");
  return socket;
}

test("a connection that is half open is ended, with a close that its owner hears of", async () => {
  const socket = await open();
  slack.freezeSockets(app);
  const closed = once(socket, "close");
  endWhenSilent(socket, 100);
  const [code] = await closed;
  expect(code).toBe(1006);
});

test("one that is answered stays open", async () => {
  const socket = await open();
  endWhenSilent(socket, 500);
  for (let answers = 0; answers < 3; answers += 1) await once(socket, "pong");
  expect(socket.readyState).toBe(WebSocket.OPEN);
  socket.terminate();
});
