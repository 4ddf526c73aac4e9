import { connect } from "node:net";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { Validator } from "@seriousme/openapi-schema-validator";
import { answersBefore, askBeforeEndpoints } from "../../lib/http/testing/answers-before.ts";
import { DocumentCheck, type OpenApi } from "../../lib/http/testing/document.ts";
import { makeFiles, record, type DatabaseDirectory } from "./testing/files.ts";
import { startServerProcess, type ReleaseApiProcess } from "./testing/server-process.ts";

const DIGEST = `sha256:${"ab".repeat(32)}`;
const TOKEN = "0123456789abcdef";
const RECORDS = [
  record("app-api", "dev", "v2", { digest: DIGEST }),
  record("app-api", "prod", "v1"),
  record("app-worker", "dev", "v2", { "x-unknown": { kept: "naïve" } }),
  record("web", "dev", "v9"),
];
const POLICY = {
  version: 1,
  channels: ["dev", "stage", "prod"],
  freezes: [
    { channel: "prod", container: "web", reason: "Test", by: "alice", until: "2026-01-01T00:00:00Z" },
  ],
};

let files: DatabaseDirectory;
let server: ReleaseApiProcess;
let empty: ReleaseApiProcess;
let document: OpenApi;
let check: DocumentCheck;

beforeAll(async () => {
  files = await makeFiles(RECORDS);
  await files.swap("policy.json", JSON.stringify(POLICY));
  [server, empty] = await Promise.all([
    startServerProcess({ DATABASE_PATH: files.databasePath, RELOAD_TOKEN: TOKEN, LOG_LEVEL: "debug" }),
    startServerProcess({ DATABASE_PATH: "/nowhere/db.json" }),
  ]);
  await Promise.all([
    server.healthy(({ status }) => status === "ok"),
    empty.healthy(({ problems }) => problems.length > 0),
  ]);
  document = (await (await server.get("/openapi.json")).json()) as OpenApi;
  check = new DocumentCheck(document);
});

afterAll(async () => {
  await Promise.all([server.stop(), empty.stop()]);
  await files.remove();
});

describe("the document", () => {
  test("is valid OpenAPI 3.1", async () => {
    const validator = new Validator();
    const result = await validator.validate({ ...structuredClone(document) });
    expect(result).toEqual({ valid: true });
    expect(validator.version).toBe("3.1");
  });

  const asked: readonly (readonly [
    path: string,
    url: string,
    status: number,
    init?: RequestInit,
    of?: "empty",
  ])[] = [
    ["/v1/health", "/v1/health", 200],
    ["/v1/health", "/v1/health", 503, {}, "empty"],
    ["/v1/releases", "/v1/releases", 200],
    ["/v1/releases", "/v1/releases?limit=0", 400],
    ["/v1/releases", "/v1/releases", 503, {}, "empty"],
    ["/v1/releases", "/v1/releases", 304, { headers: { "if-none-match": "*" } }],
    ["/v1/releases/{container}/{channel}", "/v1/releases/web/dev", 200],
    ["/v1/releases/{container}/{channel}", "/v1/releases/web/dev?format=image", 200],
    [
      "/v1/releases/{container}/{channel}",
      "/v1/releases/web/dev",
      304,
      { headers: { "if-none-match": "*" } },
    ],
    ["/v1/releases/{container}/{channel}", "/v1/releases/Web/dev", 400],
    ["/v1/releases/{container}/{channel}", "/v1/releases/web/prod", 404],
    ["/v1/releases/{container}/{channel}", "/v1/releases/web/dev", 503, {}, "empty"],
    ["/v1/channels", "/v1/channels", 200],
    ["/v1/channels", "/v1/channels", 304, { headers: { "if-none-match": "*" } }],
    ["/v1/channels", "/v1/channels?x=1", 400],
    ["/v1/channels", "/v1/channels", 503, {}, "empty"],
    ["/v1/history", "/v1/history", 404],
    ["/v1/statistics", "/v1/statistics", 404],
    ["/v1/reload", "/v1/reload", 200, { method: "POST", headers: { authorization: `Bearer ${TOKEN}` } }],
    ["/v1/reload", "/v1/reload", 401, { method: "POST" }],
    [
      "/v1/reload",
      "/v1/reload",
      403,
      { method: "POST", headers: { "x-forwarded-for": "192.0.2.1" } },
      "empty",
    ],
    ["/v1/reload", "/v1/reload", 422, { method: "POST" }, "empty"],
    ["/metrics", "/metrics", 200],
    ["/openapi.json", "/openapi.json", 200],
  ];

  test.each(asked)("says what %s answers: %s %i", async (path, url, status, init = {}, of) => {
    const response = await (of === "empty" ? empty : server).get(url, init);
    expect(response.status).toBe(status);
    await check.check((init.method ?? "GET").toLowerCase(), path, response);
  });

  test("says what is answered before an endpoint sees a request", async () => {
    expect(await askBeforeEndpoints(server, document, check)).toEqual(answersBefore(document));
  });

  /** Those that other tests see: a stream has no end, and a stop has one. */
  const elsewhere =
    /\/v1\/events|get \/v1\/(?:history|statistics) (?!404)|post \/v1\/reload 503|post \/webhooks\/github/;

  test("promises no other answers of these endpoints", () => {
    const unseen = check.promised.filter((answer) => !check.seen.has(answer) && !elsewhere.test(answer));
    expect(unseen).toEqual([]);
  });
});

describe("releases", () => {
  const found = async (query: string) => {
    const response = await server.get(`/v1/releases${query}`);
    const { releases, total } = (await response.json()) as { releases: typeof RECORDS; total: number };
    return {
      names: releases.map(({ container, channel }) => `${container} ${channel}`),
      total,
      link: response.headers.get("link"),
    };
  };

  test.each([
    ["", ["app-api dev", "app-api prod", "app-worker dev", "web dev"]],
    ["?container=&channel=", ["app-api dev", "app-api prod", "app-worker dev", "web dev"]],
    ["?container=app-api", ["app-api dev", "app-api prod"]],
    ["?container=web&container=app-api&channel=dev", ["app-api dev", "web dev"]],
    ["?container=app-*", ["app-api dev", "app-api prod", "app-worker dev"]],
    ["?channel=prod&channel=stage", ["app-api prod"]],
    ["?container=constructor", []],
  ])("%s", async (query, names) => {
    expect(await found(query)).toEqual({ names, total: names.length, link: null });
  });

  test("come in pages that lead to each other", async () => {
    let query: string | undefined = "?limit=3&channel=dev&channel=prod";
    const pages: (readonly string[])[] = [];
    while (query !== undefined) {
      const { names, link } = await found(query);
      pages.push(names);
      query = /<(\?[^>]+)>; rel="next"/.exec(link ?? "")?.[1];
    }
    expect(pages).toEqual([["app-api dev", "app-api prod", "app-worker dev"], ["web dev"]]);
  });

  test.each(["?channel=dev", "?container=app-*", "?container=web&container=app-api&channel=dev"])(
    "%s lists the same in pages as at once, and each page says how many there are",
    async (filter) => {
      const whole = await found(filter);
      const names: string[] = [];
      let query: string | undefined = `${filter}&limit=1`;
      while (query !== undefined) {
        const page = await found(query);
        expect(page.total).toBe(whole.total);
        names.push(...page.names);
        query = /<(\?[^>]+)>; rel="next"/.exec(page.link ?? "")?.[1];
      }
      expect(names).toEqual(whole.names);
    },
  );

  test("an address without parameters says that it has none; probes and pages take any", async () => {
    const refused = await server.get("/v1/channels?t=1");
    expect(refused.status).toBe(400);
    expect(await refused.json()).toMatchObject({
      detail: "t is unknown: there are no parameters here, so leave it out",
    });
    for (const address of ["/v1/health?t=1", "/metrics?t=1", "/openapi.json?t=1", "/?utm_source=chat"])
      expect([address, (await server.get(address)).status]).toEqual([address, 200]);
  });

  test.each([
    [
      "?conatiner=x",
      "conatiner is unknown (did you mean container?); known parameters are container, channel, limit, cursor",
    ],
    ["?container=My+App", 'container[0] is "My App", but must be containers'],
    ["?limit=1001", "limit is 1001, but must be from 1 to 1000"],
    ["?limit=ten", 'limit is "ten", but must be'],
    ["?cursor=nonsense", "cursor is not from a Link header"],
  ])("%s is refused", async (query, message) => {
    const response = await server.get(`/v1/releases${query}`);
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({ errors: [{ message: expect.stringContaining(message) }] });
  });

  test("one record comes as it stands in the file", async () => {
    const response = await server.get("/v1/releases/app-worker/dev");
    expect(await response.json()).toEqual(RECORDS[2]);
  });

  test.each([
    ["/v1/releases/app-api/dev?format=image", `ghcr.io/acme/app-api:v2@${DIGEST}\n`],
    ["/v1/releases/app-api/prod?format=image", "ghcr.io/acme/app-api:v1\n"],
  ])("%s", async (path, text) => {
    const response = await server.get(path);
    expect([response.headers.get("content-type"), await response.text()]).toEqual([
      "text/plain; charset=utf-8",
      text,
    ]);
  });
});

describe("an ETag", () => {
  test.each(["/v1/releases", "/v1/releases/web/dev", "/v1/channels"])(
    "of %s saves the body",
    async (path) => {
      const first = await server.get(path);
      const etag = first.headers.get("etag") ?? "";
      expect(etag).toMatch(/^"[0-9a-f]{32}"$/);
      for (const known of [etag, `W/${etag}`, `"other", ${etag}`]) {
        const second = await server.get(path, { headers: { "if-none-match": known } });
        expect([second.status, await second.text()]).toEqual([304, ""]);
      }
      expect((await server.get(path, { headers: { "if-none-match": '"other"' } })).status).toBe(200);
    },
  );
});

describe("every answer", () => {
  test("names the request by the caller's id, or by a new one", async () => {
    const named = await server.get("/nowhere", { headers: { "x-request-id": "build-42" } });
    expect(named.headers.get("x-request-id")).toBe("build-42");
    expect(await named.json()).toMatchObject({ status: 404, request_id: "build-42" });
    expect(await server.logged((entry) => entry["request_id"] === "build-42")).toMatchObject({
      method: "GET",
      url: "/nowhere",
      status: 404,
    });
    const ids = await Promise.all(
      ['a"b', "", "x".repeat(129)].map(async (id) => {
        const unnamed = await server.get("/v1/health", { headers: { "x-request-id": id } });
        return unnamed.headers.get("x-request-id");
      }),
    );
    for (const id of ids) expect(id).toMatch(/^[\w-]{12}-[1-9]\d*$/);
    expect(new Set(ids).size).toBe(3);
  });

  test("has the same headers and bytes when it is remembered", async () => {
    const path = "/v1/releases?container=app-worker&limit=7";
    const ask = async (id: string) => {
      const answer = await server.get(path, { headers: { "x-request-id": id } });
      const { date: _date, ...headers } = Object.fromEntries(answer.headers);
      return { status: answer.status, headers, text: await answer.text() };
    };
    const made = await ask("first");
    const remembered = await ask("second");
    expect(made.text).toContain("naïve");
    expect(made.headers).toMatchObject({ "x-request-id": "first", "x-content-type-options": "nosniff" });
    expect(remembered).toEqual({ ...made, headers: { ...made.headers, "x-request-id": "second" } });
    expect(await server.logged((entry) => entry["request_id"] === "second")).toMatchObject({ status: 200 });
  });

  test("cannot be mistaken for a page", async () => {
    const { headers } = await server.get("/v1/releases");
    expect(headers.get("x-content-type-options")).toBe("nosniff");
    expect(headers.get("content-security-policy")).toContain("default-src 'none'");
  });

  test("to another method says which are allowed", async () => {
    const response = await server.get("/v1/releases", { method: "DELETE" });
    expect([response.status, response.headers.get("allow")]).toEqual([405, "GET, HEAD"]);
    expect(response.headers.get("content-type")).toContain("application/problem+json");
  });

  test.each([
    [
      "a body that is too large",
      () => server.get("/v1/reload", { method: "POST", body: "x".repeat(20_000) }),
      413,
    ],
    ["an address that is none", () => server.get("/v1/releases/%ff/dev"), 400],
  ])("to %s is a problem", async (_name, ask, status) => {
    const response = await ask();
    expect(response.status).toBe(status);
    const { request_id: id, ...problem } = (await response.json()) as Record<string, unknown>;
    expect(problem).toMatchObject({ status });
    expect(response.headers.get("x-request-id")).toBe(id);
    expect(response.headers.get("x-content-type-options")).toBe("nosniff");
    expect(await server.logged((entry) => entry["request_id"] === id)).toMatchObject({ status });
  });

  test("to what is no HTTP is a problem", async () => {
    const socket = connect(Number(new URL(server.url).port), "127.0.0.1");
    socket.write("what?\r\n\r\n");
    const pieces: Buffer[] = [];
    for await (const piece of socket) pieces.push(piece as Buffer);
    expect(Buffer.concat(pieces).toString()).toMatch(/^HTTP\/1\.1 400 .*application\/problem\+json/s);
  });
});

test("the dashboard comes with a strict policy, and only from here", async () => {
  const page = await server.get("/");
  const text = await page.text();
  expect(page.headers.get("content-security-policy")).toBe(
    "default-src 'none';script-src 'self';style-src 'self';img-src 'self';connect-src 'self';base-uri 'none';form-action 'self';frame-ancestors 'none'",
  );
  expect(text).not.toMatch(/\son\w+=|<style|style="|(?:src|href)="(?:https?:)?\/\//);
  for (const [, path = ""] of text.matchAll(/(?:src|href)="(dashboard\/[^"]+)"/g)) {
    expect((await server.get(`/${path}`)).status).toBe(200);
  }
});

test("the metrics tell of requests, the database and its loads", async () => {
  const events = await server.get("/v1/events");
  await events.body?.cancel();
  const text = await (await server.get("/metrics")).text();
  for (const line of [
    /^release_api_request_duration_seconds_count\{method="GET",route="\/v1\/releases",status="200"\} [1-9]/m,
    /^release_api_request_duration_seconds_count\{method="GET",route="\/v1\/events",status="200"\} [1-9]/m,
    /^release_api_request_duration_seconds_count\{method="GET",route="unknown",status="400"\} [1-9]/m,
    /^release_api_records 4$/m,
    /^release_api_degraded 0$/m,
    /^release_api_reloads_total\{result="loaded"\} 1$/m,
    /^release_api_database_age_seconds \d/m,
    /^release_api_database_info\{version="[0-9a-f]{32}"\} 1$/m,
  ]) {
    expect(text).toMatch(line);
  }
});
