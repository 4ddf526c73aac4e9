import { once } from "node:events";
import { createServer, type Server } from "node:http";
import { afterEach, expect, test } from "@jest/globals";
import { freePort } from "../testing/free-port.ts";
import { connectRaw, requestText } from "../testing/raw-client.ts";
import { linger } from "./linger.ts";
import { MOST_PIPELINED, Pipelines } from "./pipelines.ts";

/** More than Node parses at once: a read has at most 64 KiB. */
const FLOOD = 3000;

let server: Server;

afterEach(() => {
  server.closeAllConnections();
  server.close();
});

/** Answers what is admitted, and counts what Node makes an object of. */
async function listen(): Promise<{ readonly port: number; readonly parsed: () => number }> {
  let parsed = 0;
  const pipelines = new Pipelines();
  server = createServer((request, response) => {
    parsed += 1;
    if (!pipelines.admits(request, response)) return;
    if (pipelines.isLast(request)) response.setHeader("connection", "close");
    response.end(request.url);
  });
  server.on("connection", linger);
  server.on("clientError", () => undefined);
  const port = await freePort();
  await once(server.listen(port, "127.0.0.1"), "listening");
  return { port, parsed: () => parsed };
}

test("what comes after the last request that is answered is never parsed", async () => {
  const { port, parsed } = await listen();
  const clients = await Promise.all([connectRaw(port), connectRaw(port), connectRaw(port)]);
  for (const client of clients)
    client.send(Array.from({ length: FLOOD }, (_, place) => requestText("GET", `/${place}`)).join(""));
  for (const client of clients) {
    const bodies = [...(await client.ended()).matchAll(/\r\n\r\n(\/\d+)/g)].map(([, body]) => body);
    expect(bodies).toEqual(Array.from({ length: MOST_PIPELINED + 1 }, (_, place) => `/${place}`));
  }
  expect(parsed()).toBe(clients.length * (MOST_PIPELINED + 1));
});

test("every response reaches a client that sends all it has before it reads", async () => {
  const { port, parsed } = await listen();
  const client = await connectRaw(port);
  // More than both kernels hold: what is left is sent after the last response.
  client.send(requestText("GET", "/").repeat(100 * FLOOD));
  await new Promise((resolve) => client.socket.once("drain", resolve).once("close", resolve));
  const answers = (await client.ended()).split("HTTP/1.1 200").length - 1;
  expect([answers, parsed()]).toEqual([MOST_PIPELINED + 1, MOST_PIPELINED + 1]);
});

test("nothing more is parsed of a connection that is destroyed", async () => {
  const { port, parsed } = await listen();
  const client = await connectRaw(port);
  server.prependListener("request", ({ socket }) => void socket.destroy());
  client.send(requestText("GET", "/").repeat(FLOOD));
  await client.ended();
  expect(parsed()).toBe(1);
});

test("a connection that is refused leaves the next one alone, though Node uses its parser again", async () => {
  const { port } = await listen();
  for (let round = 0; round < 3; round += 1) {
    const greedy = await connectRaw(port);
    greedy.send(requestText("GET", "/greedy").repeat(FLOOD));
    await greedy.ended();
    const modest = await connectRaw(port);
    modest.send(requestText("GET", "/a") + requestText("GET", "/b", "connection: close"));
    expect([...(await modest.ended()).matchAll(/\r\n\r\n(\/\w)/g)].map(([, body]) => body)).toEqual([
      "/a",
      "/b",
    ]);
  }
});
