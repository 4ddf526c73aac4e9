import { once } from "node:events";
import { createServer, type ServerResponse } from "node:http";
import { connect, type AddressInfo, type Socket } from "node:net";
import { afterEach, beforeEach, expect, test } from "@jest/globals";
import { eventBytes, startStream, type EventStream } from "./event-stream.ts";

/** A client that reads only when it is let, and the server's side of its stream. */
let client: Socket;
let response: ServerResponse;
let stream: EventStream;
let ready: number;
const server = createServer();

beforeEach(async () => {
  ready = 0;
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  client = connect(port, "127.0.0.1");
  client.pause();
  client.write("GET / HTTP/1.1\r\nhost: x\r\n\r\n");
  const [, opened] = (await once(server, "request")) as [unknown, ServerResponse];
  response = opened;
  stream = startStream(response, { "x-request-id": "1" }, () => (ready += 1));
});
afterEach(async () => {
  client.destroy();
  server.closeAllConnections();
  await new Promise((done) => server.close(done));
});

test("a client that does not read gets no beats, however many are due, and those after it has read", async () => {
  const large = eventBytes("change", "x".repeat(1024 * 1024));
  while (!stream.isBlocked) stream.send(large);
  const queued = response.writableLength;
  for (let beat = 0; beat < 100; beat += 1) stream.beat();
  expect(response.writableLength).toBe(queued);
  expect(ready).toBe(0);
  let read = "";
  client.setEncoding("utf8").on("data", (text: string) => (read = (read + text).slice(-64)));
  client.resume();
  await once(response, "drain");
  expect([ready, stream.isBlocked]).toEqual([1, false]);
  stream.beat();
  stream.end();
  await once(client, "end");
  expect(read).toMatch(/x\n\n\r\n3\r\n:\n\n\r\n0\r\n\r\n$/);
});
