import { once } from "node:events";
import { createServer, type Server } from "node:http";
import { afterEach, expect, test } from "@jest/globals";
import { freePort } from "../testing/free-port.ts";
import { connectRaw, requestText } from "../testing/raw-client.ts";
import { eventually } from "../testing/server-process.ts";
import { Brake, MOST_IN_TURN } from "./brake.ts";

const CONNECTIONS = 150;
const EACH = 30;

let server: Server;

afterEach(() => {
  server.closeAllConnections();
  server.close();
});

test("a flood on many connections is spread over turns of the event loop, and each request is answered", async () => {
  const brake = new Brake();
  const turns = [0];
  server = createServer((request, response) => {
    brake.arrived();
    if (turns.at(-1) === 0) setImmediate(() => turns.push(0));
    turns.push((turns.pop() ?? 0) + 1);
    response.end(request.url);
  });
  let connected = 0;
  server.on("connection", (socket) => {
    brake.watch(socket);
    connected += 1;
  });
  const port = await freePort();
  await once(server.listen(port, "127.0.0.1"), "listening");
  const clients = await Promise.all(Array.from({ length: CONNECTIONS }, () => connectRaw(port)));
  await eventually(
    () => connected === CONNECTIONS || undefined,
    () => `${connected} connected`,
  );
  // One write each, and all in one turn: everything has arrived before the server reads the first.
  clients.forEach((client, place) =>
    client.send(
      Array.from({ length: EACH }, (_, count) => requestText("GET", `/${place}-${count}`)).join("") +
        requestText("GET", `/${place}-last`, "connection: close"),
    ),
  );
  const texts = await Promise.all(clients.map((client) => client.ended()));
  texts.forEach((text, place) =>
    expect([...text.matchAll(/\r\n\r\n\/(\d+-(?:\d+|last))/g)].map(([, body]) => body)).toEqual([
      ...Array.from({ length: EACH }, (_, count) => `${place}-${count}`),
      `${place}-last`,
    ]),
  );
  expect(turns.reduce((sum, count) => sum + count, 0)).toBe(CONNECTIONS * (EACH + 1));
  expect(Math.max(...turns)).toBeLessThan(MOST_IN_TURN + EACH + 1);
});
