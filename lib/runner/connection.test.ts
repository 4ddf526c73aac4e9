import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { buffer } from "node:stream/consumers";
import { afterAll, expect, test } from "@jest/globals";
import { connection } from "./connection.ts";

/** Answers with what it was asked. */
const server = createServer((request, response) => {
  void echoOf(request).then((echo) => response.end(JSON.stringify(echo)));
});
const listening = Promise.withResolvers<void>();
server.listen(0, "127.0.0.1", listening.resolve);
await listening.promise;
const { port } = server.address() as AddressInfo;
const url = `http://127.0.0.1:${port}/path?query=1`;
afterAll(() => void server.close());

async function echoOf(request: IncomingMessage) {
  const { method, url: path, headers } = request;
  const body = (await buffer(request)).toString();
  return { method, path, mark: headers["x-mark"], body };
}

const init = { method: "PUT", headers: { "x-mark": "mine" }, body: "whole\nbody" };
const whole = { method: "PUT", path: "/path?query=1", mark: "mine", body: "whole\nbody" };

test.each<[string, () => Parameters<typeof fetch>, object]>([
  ["an address", () => [url, init], whole],
  ["a URL", () => [new URL(url), init], whole],
  ["a request", () => [new Request(url, init)], whole],
  [
    "a request without a body",
    () => [new Request(url)],
    { ...whole, method: "GET", mark: undefined, body: "" },
  ],
  [
    "a request and what differs from it",
    () => [new Request(url, init), { headers: { "x-mark": "another" } }],
    { ...whole, mark: "another" },
  ],
])("%s is sent as it is", async (_name, args, sent) => {
  expect(await (await connection.fetch(...args())).json()).toEqual(sent);
});

test("a request can be called off by its own signal", async () => {
  const request = new Request(url, { signal: AbortSignal.abort(new Error("called off")) });
  await expect(connection.fetch(request)).rejects.toThrow("called off");
});
