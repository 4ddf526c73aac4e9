import { execFile } from "node:child_process";
import { once } from "node:events";
import { mkdir, rename, rm, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { connectRaw, metricIn, requestText } from "../../lib/http/testing/raw-client.ts";
import { eventually } from "../../lib/http/testing/server-process.ts";
import { watchFiles } from "./database/watch.ts";
import { listen, type EventClient } from "./testing/event-client.ts";
import { databaseText, makeFiles, record, type DatabaseDirectory } from "./testing/files.ts";
import { startServerProcess, type ReleaseApiProcess } from "./testing/server-process.ts";

let files: DatabaseDirectory;
let server: ReleaseApiProcess | undefined;
let clients: EventClient[] = [];

beforeEach(async () => {
  files = await makeFiles([record("app", "dev", "v1")]);
});

afterEach(async () => {
  for (const client of clients) client.close();
  clients = [];
  await server?.stop();
  await files.remove();
});

async function start(env: Readonly<Record<string, string>> = {}): Promise<ReleaseApiProcess> {
  server = await startServerProcess({ DATABASE_PATH: files.databasePath, ...env });
  return server;
}

async function client(url: string, lastEventId?: string): Promise<EventClient> {
  const opened = await listen(url, lastEventId);
  clients.push(opened);
  return opened;
}

const imageOf = async ({ get }: ReleaseApiProcess, container = "app"): Promise<string> =>
  (await (await get(`/v1/releases/${container}/dev?format=image`)).text()).trim();

test("a server without a database says so, and takes it when it comes", async () => {
  await rm(files.databasePath);
  const { get, healthy } = await start();
  const health = await healthy(({ problems }) => problems.length > 0);
  expect(health).toMatchObject({
    status: "unavailable",
    version: null,
    problems: [{ message: "it does not exist" }],
  });
  expect((await get("/v1/releases")).status).toBe(503);
  await files.swap("db.json", databaseText([record("app", "dev")]));
  await healthy(({ status }) => status === "ok");
  expect((await get("/v1/releases")).status).toBe(200);
});

test("a policy that was named has to be there, and one beside the database need not", async () => {
  const policy = join(files.directory, "rules.json");
  const { get, healthy } = await start({ POLICY_PATH: policy });
  const { problems } = await healthy((health) => health.problems.length > 0);
  expect(problems).toMatchObject([
    {
      document: policy,
      message: "it does not exist, but POLICY_PATH names it: correct POLICY_PATH, or put the file there",
    },
  ]);
  expect((await get("/v1/releases")).status).toBe(503);
  await files.swap("rules.json", '{ "version": 1 }');
  await healthy(({ status }) => status === "ok");
});

test("a pin that ends is shown no more, although no file has changed", async () => {
  const pin = (until: string) => ({ pinned: { by: "bob", at: "2026-11-21T00:00:00Z", reason: "r", until } });
  const soon = new Date(Date.now() + 2_000).toISOString();
  await files.swap(
    "db.json",
    databaseText([
      record("app", "dev", "v1", pin(soon)),
      record("app", "prod", "v1", pin("2999-01-01T00:00:00Z")),
    ]),
  );
  const { get, healthy } = await start();
  await healthy(({ status }) => status === "ok");
  const pinned = async (): Promise<readonly boolean[]> => {
    const { releases } = (await (await get("/v1/releases")).json()) as { releases: { pinned?: object }[] };
    return releases.map(({ pinned }) => pinned !== undefined);
  };
  const found = await eventually(
    async () => ((await pinned())[0] === false ? await pinned() : undefined),
    () => "the pin is still shown",
  );
  expect(found).toEqual([false, true]);
});

test("no answer of an earlier version comes back, whichever is asked for first", async () => {
  const both = (tag: string) => databaseText([record("app", "dev", tag), record("web", "dev", tag)]);
  await files.swap("db.json", both("v1"));
  const running = await start();
  const { version } = await running.healthy(({ status }) => status === "ok");
  const images = async () => [await imageOf(running, "web"), await imageOf(running)];
  for (let time = 0; time < 2; time += 1) {
    expect(await images()).toEqual(["ghcr.io/acme/web:v1", "ghcr.io/acme/app:v1"]);
  }
  await files.swap("db.json", both("v2"));
  await running.healthy((health) => health.version !== version);
  expect(await images()).toEqual(["ghcr.io/acme/web:v2", "ghcr.io/acme/app:v2"]);
});

describe("a broken file", () => {
  const broken: readonly (readonly [name: string, spoil: () => Promise<void>, message: string])[] = [
    ["garbage", () => files.swap("db.json", "\u0000garbage"), "not JSON"],
    [
      "bytes that are no text",
      () => writeFile(files.databasePath, Buffer.from([0xff, 0xfe, 0x80])),
      "it is not UTF-8",
    ],
    [
      "half a file",
      () => files.swap("db.json", databaseText([record("app", "dev", "v2")]).slice(0, 99)),
      "not JSON",
    ],
    ["no file", () => rm(files.databasePath), "it does not exist"],
    [
      "a broken policy",
      () => files.swap("policy.json", '{ "version": 1, "chanels": [] }'),
      "chanels is unknown",
    ],
  ];

  test("keeps the last good version, and the next good file mends it", async () => {
    const running = await start();
    let { version } = await running.healthy(({ status }) => status === "ok");
    for (const [index, [name, spoil, message]] of broken.entries()) {
      const served = await imageOf(running);
      await spoil();
      const health = await running.healthy(({ problems }) =>
        problems.some((problem) => problem.message.includes(message)),
      );
      expect({ name, ...health }).toMatchObject({ name, status: "degraded", version });
      expect(await imageOf(running)).toBe(served);
      await rm(files.policyPath, { force: true });
      await files.swap("db.json", databaseText([record("app", "dev", `mended-${index}`)]));
      ({ version } = await running.healthy(({ status }) => status === "ok"));
      expect(await imageOf(running)).toBe(`ghcr.io/acme/app:mended-${index}`);
    }
  });
});

test("a ConfigMap is followed: Kubernetes swaps the symlink ..data", async () => {
  const mount = join(files.directory, "config");
  const publish = async (name: string, tag: string): Promise<void> => {
    await mkdir(join(mount, name), { recursive: true });
    await writeFile(join(mount, name, "db.json"), databaseText([record("app", "dev", tag)]));
    await symlink(name, join(mount, "..data_tmp"));
    await rename(join(mount, "..data_tmp"), join(mount, "..data"));
  };
  await publish("..2026_11_21_01", "v1");
  await symlink("..data/db.json", join(mount, "db.json"));
  const running = await start({ DATABASE_PATH: join(mount, "db.json") });
  const { version } = await running.healthy(({ status }) => status === "ok");
  await publish("..2026_11_21_02", "v2");
  await rm(join(mount, "..2026_11_21_01"), { recursive: true });
  await running.healthy((health) => health.version !== version);
  expect(await imageOf(running)).toBe("ghcr.io/acme/app:v2");
});

test("a directory that is replaced is seen by the poll", async () => {
  const directory = join(files.directory, "inner");
  await mkdir(directory);
  const path = join(directory, "db.json");
  await writeFile(path, "1");
  const { promise: seen, resolve } = Promise.withResolvers<void>();
  const watch = watchFiles([path], resolve, 40);
  await rename(directory, `${directory}.old`);
  await mkdir(directory);
  await writeFile(path, "2");
  await seen;
  watch.close();
});

describe("events", () => {
  test("tell the version, and then each change", async () => {
    const { url, healthy } = await start();
    const { version } = await healthy(({ status }) => status === "ok");
    const { next } = await client(url);
    expect(await next("hello")).toEqual({ id: version, event: "hello", data: { version, missed: false } });
    expect((await next("health")).data).toMatchObject({ status: "ok" });
    const added = record("web", "dev", "v1");
    await files.swap("db.json", databaseText([added]));
    const { data, id } = await next("change");
    expect(data).toEqual({
      from: version,
      to: id,
      changed: [added],
      removed: [{ container: "app", channel: "dev" }],
      complete: true,
    });
    await files.swap("db.json", "{");
    expect((await next("health")).data).toMatchObject({ status: "degraded" });
  });

  test("are sent again to who comes back, and who missed too much is told", async () => {
    const { url, healthy } = await start();
    const { version } = await healthy(({ status }) => status === "ok");
    await files.swap("db.json", databaseText([record("app", "dev", "v2")]));
    await healthy((health) => health.version !== version);
    const back = await client(url, version ?? "");
    expect((await back.next("change")).data).toMatchObject({
      from: version,
      changed: [{ image: "ghcr.io/acme/app:v2" }],
    });
    expect((await back.next("hello")).data).toMatchObject({ missed: false });
    const stranger = await client(url, "0".repeat(32));
    expect((await stranger.next("hello")).data).toMatchObject({ missed: true });
  });
});

describe("a reload", () => {
  const token = "0123456789abcdef";
  const reload = (authorization?: string, more: Record<string, string> = {}) => ({
    method: "POST",
    headers: { ...(authorization !== undefined && { authorization }), ...more },
  });

  test("needs the token where there is one", async () => {
    const { get, healthy } = await start({ RELOAD_TOKEN: token });
    await healthy(({ status }) => status === "ok");
    for (const wrong of [
      undefined,
      "Bearer",
      "Bearer 0123456789abcdeX",
      "Bearer 0",
      `Bearer ${token.slice(0, -1)}`,
      `Bearer ${token.slice(1)}`,
      `Basic ${token}`,
      `Bearer ${token}x`,
    ]) {
      const response = await get("/v1/reload", reload(wrong));
      expect([response.status, response.headers.get("www-authenticate")]).toEqual([
        401,
        'Bearer realm="reload"',
      ]);
    }
    expect((await get("/v1/reload", reload(`Bearer ${token}`))).status).toBe(200);
  });

  test("without one is for the machine itself, and for nobody behind a proxy or a page", async () => {
    const { get, healthy } = await start();
    await healthy(({ status }) => status === "ok");
    expect((await get("/v1/reload", reload())).status).toBe(200);
    for (const header of ["x-forwarded-for", "forwarded", "via", "origin"]) {
      expect((await get("/v1/reload", reload(undefined, { [header]: "http://example.org" }))).status).toBe(
        403,
      );
    }
  });

  test("answers when the new version is served, or why it is not", async () => {
    const running = await start();
    await running.healthy(({ status }) => status === "ok");
    await files.swap("db.json", databaseText([record("app", "dev", "v2")]));
    expect((await running.get("/v1/reload", reload())).status).toBe(200);
    expect(await imageOf(running)).toBe("ghcr.io/acme/app:v2");
    await files.swap("db.json", '{\n"version": 1 }');
    const refused = await running.get("/v1/reload", reload());
    expect(refused.status).toBe(422);
    expect(await refused.json()).toMatchObject({
      errors: [{ message: expect.stringMatching(/db\.json:1:1: it lacks releases/) }],
    });
  });
});

describe("a stop", () => {
  test("first turns requests away, answers them all the same, and ends the streams", async () => {
    const running = await start({ DRAIN_SECONDS: "1" });
    await running.healthy(({ status }) => status === "ok");
    const { ended } = await client(running.url);
    running.child.kill("SIGTERM");
    await running.healthy(({ status }) => status === "stopping");
    const response = await running.get("/v1/releases");
    expect([response.status, response.headers.get("connection")]).toEqual([200, "close"]);
    await Promise.all([ended, once(running.child, "exit")]);
    expect(running.child.exitCode).toBe(0);
  });
});

describe("a stop in the middle of something", () => {
  const exitOf = async ({ child }: ReleaseApiProcess): Promise<unknown> => {
    if (child.exitCode === null && child.signalCode === null) await once(child, "exit");
    return child.exitCode ?? child.signalCode;
  };

  test("ends streams that nobody reads, and requests that never end, with 0", async () => {
    const running = await start();
    await running.healthy(({ status }) => status === "ok");
    const [unread, halfway] = await Promise.all([connectRaw(running.port), connectRaw(running.port)]);
    unread.send(requestText("GET", "/v1/events"));
    halfway.send("GET /v1/health HTTP/1.1\r\nhost: loc");
    await eventually(
      async () =>
        metricIn(await (await running.get("/metrics")).text(), "release_api_event_clients") === 1 ||
        undefined,
      () => "the stream did not start",
    );
    running.child.kill("SIGTERM");
    expect(await exitOf(running)).toBe(0);
    for (const { socket } of [unread, halfway]) socket.destroy();
  });

  test("answers a reload that is under way, and ends with 0", async () => {
    const many = Array.from({ length: 5_000 }, (_, index) => record(`app-${index}`, "dev"));
    await files.swap("db.json", databaseText(many));
    const running = await start();
    await running.healthy(({ status }) => status === "ok");
    await files.swap("db.json", databaseText(many.slice(1)));
    const asker = await connectRaw(running.port);
    // What comes in one piece is begun in one go: who has the first answer knows that the reload is under way.
    asker.send(requestText("GET", "/v1/health") + requestText("POST", "/v1/reload"));
    await asker.until((text) => text.includes("HTTP/1.1 200"));
    running.child.kill("SIGTERM");
    expect(await asker.ended()).toMatch(/HTTP\/1\.1 (?:200|503) [^]*(?:"changed":|The server is stopping)/);
    expect(await exitOf(running)).toBe(0);
  });
});

test("an environment that makes no sense ends the server with all that is wrong", async () => {
  const { promise, resolve } = Promise.withResolvers<{ code: unknown; stderr: string }>();
  execFile(
    process.execPath,
    ["apps/release-api/main.ts"],
    { env: { PATH: process.env["PATH"], PORT: "many", RELOAD_TOKEN: "short" } },
    (error, _stdout, stderr) => resolve({ code: error?.code, stderr }),
  );
  const { code, stderr } = await promise;
  expect(code).toBe(1);
  expect(stderr).toMatch(/^PORT is "many", but must be a port.*\nRELOAD_TOKEN has 5 characters/);
});
