import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { buffer } from "node:stream/consumers";
import { afterAll, describe, expect, test } from "@jest/globals";
import { BadProxy } from "../github/failure/unreachable.ts";
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

describe("a proxy address that the toolkit would ignore", () => {
  /** This machine, under a name that no rule of its own exempts from proxies. */
  const host = "0.0.0.0";
  const here = (): string => `http://${host}:${port}/`;
  const names = ["http_proxy", "HTTP_PROXY", "https_proxy", "HTTPS_PROXY", "no_proxy", "NO_PROXY"];
  const given = names.flatMap((name) => {
    const value = process.env[name];
    return value === undefined ? [] : [[name, value] as const];
  });
  const setProxies = (values: Readonly<Record<string, string>>): void => {
    for (const name of names) delete process.env[name];
    Object.assign(process.env, values);
  };
  afterAll(() => setProxies(Object.fromEntries(given)));

  test.each<[string, Readonly<Record<string, string>>]>([
    ["is refused", {}],
    ["is refused in capitals, too", { HTTP_PROXY: "proxy.example.org:3128" }],
    ["is refused where other hosts need no proxy", { no_proxy: "10.0.0.0,example.org" }],
  ])("%s, by the variable's name and without its value", async (_name, more) => {
    setProxies({
      ...(more["HTTP_PROXY"] === undefined && { http_proxy: "proxy.example.org:3128" }),
      ...more,
    });
    const variable = more["HTTP_PROXY"] === undefined ? "http_proxy" : "HTTP_PROXY";
    const failure = await connection.fetch(here()).catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(BadProxy);
    expect(failure).toMatchObject({ variable });
    expect(String(failure)).not.toContain("3128");
  });

  test.each(["https_proxy", "HTTPS_PROXY"])("is refused in %s, for https alone", async (variable) => {
    setProxies({ [variable]: "proxy.example.org:3128" });
    const failure = await connection
      .fetch(here().replace("http:", "https:"))
      .catch((error: unknown) => error);
    expect(failure).toMatchObject({ variable });
    expect((await connection.fetch(here())).status).toBe(200);
  });

  test("stops no request to a host that needs no proxy", async () => {
    setProxies({ http_proxy: "proxy.example.org:3128", no_proxy: `example.org,${host}` });
    const answer = await connection.fetch(here());
    expect(await answer.json()).toMatchObject({ method: "GET", path: "/" });
  });
});
