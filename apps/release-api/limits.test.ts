import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { connectRaw, metricIn, requestText, type RawClient } from "../../lib/http/testing/raw-client.ts";
import { eventually } from "../../lib/http/testing/server-process.ts";
import { databaseText, makeFiles, record, type DatabaseDirectory } from "./testing/files.ts";
import { startServerProcess, type ReleaseApiProcess } from "./testing/server-process.ts";

const MIB = 1024 * 1024;
/** More than the kernel holds for a client that reads nothing. */
const LARGE = "x".repeat(20 * 1024);
const RECORDS = Array.from({ length: 1000 }, (_, index) =>
  record(`app-${index}`, "dev", "v1", { note: LARGE }),
);
const LIST = "/v1/releases?limit=1000";
const PROBLEM = /content-type: application\/problem\+json/;

let files: DatabaseDirectory;
let server: ReleaseApiProcess;
let clients: RawClient[] = [];

beforeEach(async () => {
  files = await makeFiles([record("app", "dev"), record("web", "dev")]);
});

afterEach(async () => {
  for (const { socket } of clients) socket.destroy();
  clients = [];
  await server.stop();
  await files.remove();
});

async function start(env: Readonly<Record<string, string>> = {}): Promise<void> {
  server = await startServerProcess({ DATABASE_PATH: files.databasePath, ...env });
  await server.healthy(({ status }) => status === "ok");
}

async function client(address?: string): Promise<RawClient> {
  const opened = await connectRaw(server.port, address);
  clients.push(opened);
  return opened;
}

const metric = async (name: string): Promise<number> =>
  metricIn(await (await server.get("/metrics")).text(), `release_api_${name}`);

const becomes = (name: string, is: (value: number) => boolean): Promise<number> => {
  let value = NaN;
  return eventually(
    async () => {
      value = await metric(name);
      return is(value) ? value : undefined;
    },
    () => `release_api_${name} stayed ${value}`,
  );
};

const hasStatus = (status: number) => (text: string) => text.includes(`HTTP/1.1 ${status} `);

/** Opens a stream, and waits for its first event or for its refusal. */
async function stream(
  address?: string,
  ...headers: readonly string[]
): Promise<RawClient & { text: string }> {
  const opened = await client(address);
  opened.send(requestText("GET", "/v1/events", ...headers));
  const text = await opened.until((now) => now.includes("event: health") || /^HTTP\/1.1 503[^]*}$/.test(now));
  return { ...opened, text };
}

const isHealthy = async (): Promise<boolean> => (await server.get("/v1/health")).ok;

const stacks = () => server.log.filter((entry) => entry["err"] !== undefined || Number(entry["level"]) >= 50);

describe("3,000 list requests on one connection, unread,", () => {
  test("are answered up to a bound, and then refused", async () => {
    await files.swap("db.json", databaseText(RECORDS));
    await start();
    const greedy = await client();
    greedy.send(requestText("GET", LIST).repeat(3000));
    await becomes('refused_total{reason="unread"}', (count) => count > 0);
    expect(await metric("unread_bytes")).toBeLessThan(2 * RECORDS.length * (LARGE.length + 500));
    expect(await metric("waiting_requests")).toBeLessThanOrEqual(4000);
    expect(await isHealthy()).toBe(true);
    greedy.socket.destroy();
    expect(await becomes("unread_bytes", (bytes) => bytes === 0)).toBe(0);
    expect(await becomes("waiting_requests", (count) => count === 0)).toBe(0);
    expect(stacks()).toEqual([]);
  });

  test("of small answers are refused after 32, with a problem", async () => {
    await start();
    const greedy = await client();
    greedy.send(requestText("GET", "/v1/channels").repeat(3000));
    const text = await greedy.ended();
    const statuses = [...text.matchAll(/HTTP\/1\.1 (\d+)/g)].map(([, status]) => status);
    expect(statuses).toEqual([...Array.from({ length: 32 }, () => "200"), "503"]);
    expect(text).toMatch(/HTTP\/1\.1 503 [^]*retry-after: 1/);
    expect(text).toContain("More than 32 requests are waiting on this connection");
    expect(stacks()).toEqual([]);
  });

  test.each([
    ["GET", "/v1/nothing", 404],
    ["DELETE", "/v1/channels", 405],
    ["GET", "/v1/health", 200],
    ["GET", "/%zz", 400],
  ])(
    "of %s %s are answered by %i 33 times, and the last says that the connection closes",
    async (method, path, status) => {
      await start();
      const greedy = await client();
      greedy.send(requestText(method, path).repeat(3000));
      const answers = (await greedy.ended()).split("HTTP/1.1 ").slice(1);
      expect(answers.map((answer) => Number.parseInt(answer, 10))).toEqual(
        Array.from({ length: 33 }, () => status),
      );
      expect(
        answers.flatMap((answer, place) => (/^connection: close\r$/im.test(answer) ? [place] : [])),
      ).toEqual([32]);
      expect(await becomes("waiting_requests", (count) => count === 0)).toBe(0);
      expect(stacks()).toEqual([]);
    },
  );
});

describe("unread bytes", () => {
  beforeEach(async () => {
    await files.swap("db.json", databaseText(RECORDS));
  });

  test("of one client are bounded, and their answers come again when they are read", async () => {
    await start({ UNREAD_MIB: "128" });
    const unread = await Promise.all([client(), client()]);
    for (const one of unread) one.send(requestText("GET", LIST));
    await becomes("unread_bytes", (bytes) => bytes > 32 * MIB);
    const refused = await server.get(LIST);
    expect([refused.status, refused.headers.get("retry-after")]).toEqual([503, "5"]);
    expect(await refused.json()).toMatchObject({
      detail: expect.stringContaining("unread bytes for your address"),
    });
    expect(await isHealthy()).toBe(true);
    const other = await client("127.0.0.2");
    other.send(requestText("GET", "/v1/channels"));
    expect(await other.until((text) => text.includes("}"))).toMatch(/^HTTP\/1.1 200 /);
    for (const { socket } of unread) socket.destroy();
    await becomes("unread_bytes", (bytes) => bytes === 0);
    expect((await server.get("/v1/channels")).status).toBe(200);
    expect(stacks()).toEqual([]);
  });

  test("of all clients are bounded", async () => {
    await start({ UNREAD_MIB: "4" });
    (await client()).send(requestText("GET", LIST));
    await becomes("unread_bytes", (bytes) => bytes > 4 * MIB);
    const other = await client("127.0.0.2");
    other.send(requestText("GET", "/v1/channels"));
    const text = await other.until((now) => now.includes("}"));
    expect(text).toMatch(/^HTTP\/1.1 503 /);
    expect(text).toMatch(PROBLEM);
    expect(text).toContain("Too many unread bytes for all clients");
    expect(await metric('refused_total{reason="unread"}')).toBe(1);
  });
});

describe("event streams", () => {
  const LIMITS = { EVENT_STREAMS: "5", EVENT_STREAMS_PER_ADDRESS: "3" };

  test("are bounded for each client and for all, and a place is given back", async () => {
    await start(LIMITS);
    const mine = await Promise.all([stream(), stream(), stream()]);
    for (const { text } of mine) expect(text).toMatch(/^HTTP\/1.1 200 /);
    const fourth = await stream();
    expect(fourth.text).toMatch(/^HTTP\/1.1 503 [^]*retry-after: 30/);
    expect(fourth.text).toMatch(PROBLEM);
    expect(fourth.text).toContain("3 clients are listening from 127.0.0.1, which is the maximum");
    const others = await Promise.all([stream("127.0.0.2"), stream("127.0.0.3")]);
    for (const { text } of others) expect(text).toMatch(/^HTTP\/1.1 200 /);
    expect((await stream("127.0.0.4")).text).toContain(
      "5 clients are listening, which is the maximum: try again later.",
    );
    expect(await metric("event_clients")).toBe(5);
    mine[0]?.socket.destroy();
    await becomes("event_clients", (count) => count === 4);
    expect((await stream()).text).toMatch(/^HTTP\/1.1 200 /);
    expect(await metric('refused_total{reason="stream"}')).toBe(2);
    expect(stacks()).toEqual([]);
  });

  test("take a place each, and leave none behind when one connection asks for two", async () => {
    await start(LIMITS);
    const both = await client();
    both.send(requestText("GET", "/v1/events").repeat(2));
    await both.ended();
    expect(await becomes("event_clients", (count) => count === 0)).toBe(0);
    const asker = await client();
    asker.send(requestText("HEAD", "/v1/events", "connection: close"));
    expect(await asker.ended()).toMatch(/^HTTP\/1.1 200 [^]*content-type: text\/event-stream/);
    expect(await metric("event_clients")).toBe(0);
  });

  test("count for those whom a trusted proxy names, and for nobody whom others name", async () => {
    await start({ ...LIMITS, EVENT_STREAMS_PER_ADDRESS: "1", TRUSTED_PROXIES: "127.0.0.1" });
    const from = (address: string) => `x-forwarded-for: ${address}`;
    expect((await stream("127.0.0.1", from("192.0.2.1"))).text).toMatch(/^HTTP\/1.1 200 /);
    expect((await stream("127.0.0.1", from("192.0.2.2"))).text).toMatch(/^HTTP\/1.1 200 /);
    for (const again of ["192.0.2.1", "192.0.2.1:4711", "203.0.113.9, 192.0.2.1:4712"]) {
      expect((await stream("127.0.0.1", from(again))).text).toContain("from 192.0.2.1, which is the maximum");
    }
    expect((await stream("127.0.0.2", from("192.0.2.3"))).text).toMatch(/^HTTP\/1.1 200 /);
    expect((await stream("127.0.0.2", from("192.0.2.4"))).text).toContain(
      "from 127.0.0.2, which is the maximum",
    );
  });
});

test("connections are bounded for each client", async () => {
  await start({ CONNECTIONS_PER_ADDRESS: "2" });
  const held = await Promise.all([client("127.0.0.2"), client("127.0.0.2")]);
  await becomes("connections", (count) => count >= 2);
  const third = await client("127.0.0.2");
  third.send(requestText("GET", "/v1/channels"));
  const text = await third.ended();
  expect(text).toMatch(/^HTTP\/1.1 503 [^]*retry-after: 5/);
  expect(text).toMatch(PROBLEM);
  expect(text).not.toContain("HTTP/1.1 200");
  held[0]?.socket.destroy();
  await eventually(
    async () => {
      const next = await client("127.0.0.2");
      next.send(requestText("GET", "/v1/channels"));
      return hasStatus(200)(await next.until((now) => now.includes("}"))) || undefined;
    },
    () => "no place was given back",
  );
  expect(await metric('refused_total{reason="connection"}')).toBeGreaterThan(0);
});
