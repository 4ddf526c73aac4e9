import { METHODS } from "node:http";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { connectRaw, requestText } from "../../lib/http/testing/raw-client.ts";
import { makeFiles, record, type DatabaseDirectory } from "./testing/files.ts";
import { startServerProcess, type ReleaseApiProcess } from "./testing/server-process.ts";

const ORIGIN = "https://portal.acme.dev";
const READ = ["GET", "HEAD"];
/** A signature is over the body, which is waited for. */
const HOOK = "/webhooks/github";
/** Every route, and what it allows; none where there is nothing. */
const ROUTES: readonly (readonly [path: string, allowed: readonly string[]])[] = [
  ["/v1/health", READ],
  ["/v1/releases", READ],
  ["/v1/releases/app/dev", READ],
  ["/v1/channels", READ],
  ["/v1/history", READ],
  ["/v1/statistics", READ],
  ["/history", READ],
  ["/compare?container=app&from=dev&to=prod", READ],
  ["/v1/events", READ],
  ["/v1/reload", ["POST"]],
  [HOOK, ["POST"]],
  ["/metrics", READ],
  ["/openapi.json", READ],
  ["/", READ],
  ["/dashboard/main.js", READ],
  ["/nowhere", []],
];

let files: DatabaseDirectory;
let server: ReleaseApiProcess;
let open: ReleaseApiProcess;

beforeAll(async () => {
  files = await makeFiles([record("app", "dev"), record("web", "dev")]);
  const head = { version: 1, repository: null, head: "c".repeat(40), complete: true };
  await files.swap("history.jsonl", `${JSON.stringify(head)}\n`);
  [server, open] = await Promise.all([
    startServerProcess({ DATABASE_PATH: files.databasePath }),
    startServerProcess({ DATABASE_PATH: files.databasePath, CORS_ORIGINS: `https://other.dev,${ORIGIN}` }),
  ]);
  for (const { healthy } of [server, open]) await healthy(({ status }) => status === "ok");
});

afterAll(async () => {
  await Promise.all([server.stop(), open.stop()]);
  await files.remove();
});

/** What comes before the body, for a request whose own body never comes. */
async function headOf(method: string, path: string): Promise<string> {
  const { socket, send, until } = await connectRaw(server.port);
  send(requestText(method, path, "content-length: 5"));
  const text = await until((now) => now.includes("\r\n\r\n"));
  socket.destroy();
  return text.split("\r\n\r\n", 1)[0] ?? "";
}

function expectedStatus(method: string, allowed: readonly string[]): number {
  if (method === "CONNECT") return 405;
  if (allowed.length === 0) return 404;
  return allowed.includes(method) ? 200 : 405;
}

test("the table has every path that the document has", async () => {
  const { paths } = (await (await server.get("/openapi.json")).json()) as { paths: Record<string, object> };
  const known = ROUTES.map(([path]) => path.replace("/app/dev", "/{container}/{channel}"));
  expect(known).toEqual(expect.arrayContaining(Object.keys(paths)));
});

describe.each(ROUTES)("%s", (path, allowed) => {
  test.each(METHODS.filter((one) => path !== HOOK || one !== "POST"))(
    "answers %s without waiting for a body",
    async (method) => {
      const head = await headOf(method, path);
      const status = expectedStatus(method, allowed);
      expect(head).toMatch(new RegExp(`^HTTP/1\\.1 ${status} `));
      if (status === 405 && method !== "CONNECT") expect(head).toContain(`allow: ${allowed.join(", ")}`);
      if (status >= 400) expect(head).toContain("content-type: application/problem+json");
    },
  );
});

describe("unknown query parameters", () => {
  test.each(["/v1/health", "/metrics", "/openapi.json", "/", "/dashboard/main.js"])(
    "do not matter to %s, which proxies and probes add to",
    async (path) => {
      expect((await server.get(`${path}?_=1&cluster=eu`)).status).toBe(200);
    },
  );

  test.each(["/v1/releases", "/v1/releases/app/dev", "/v1/channels", "/v1/history", "/v1/events"])(
    "are refused by %s, where one could be a misspelt filter",
    async (path) => {
      const answer = await server.get(`${path}?_=1`);
      expect([answer.status, await answer.json()]).toEqual([
        400,
        expect.objectContaining({ detail: expect.stringContaining("_ is unknown") }),
      ]);
    },
  );
});

describe("pages of other origins", () => {
  const READABLE = [
    "/v1/health",
    "/v1/releases",
    "/v1/releases/app/dev",
    "/v1/channels",
    "/v1/history",
    "/openapi.json",
  ];
  const asked = async (of: ReleaseApiProcess, path: string, init: RequestInit = {}) => {
    const answer = await of.get(path, { ...init, headers: { origin: ORIGIN, ...init.headers } });
    await answer.body?.cancel();
    return [answer.status, answer.headers.get("access-control-allow-origin")];
  };
  const PREFLIGHT = { method: "OPTIONS", headers: { "access-control-request-method": "GET" } };

  test.each([...READABLE, "/v1/events", "/metrics", "/v1/reload"])(
    "may not read %s by default",
    async (path) => {
      const [, origin] = await asked(server, path);
      expect(origin).toBeNull();
      expect(await asked(server, path, PREFLIGHT)).toEqual([405, null]);
    },
  );

  test.each([...READABLE, "/v1/events"])(
    "may read %s where CORS_ORIGINS names them, and no others",
    async (path) => {
      // Twice: the second is a remembered one.
      for (const _ of [1, 2]) expect(await asked(open, path)).toEqual([200, ORIGIN]);
      expect(await asked(open, path, PREFLIGHT)).toEqual([204, ORIGIN]);
      for (const other of ["https://portal.acme.dev.evil.org", "http://portal.acme.dev", "null"]) {
        const [, origin] = await asked(open, path, { headers: { origin: other } });
        expect(origin).toBeNull();
      }
    },
  );

  test.each(["/metrics", "/v1/reload"])("may never use %s", async (path) => {
    const [, origin] = await asked(open, path, { method: path === "/metrics" ? "GET" : "POST" });
    expect(origin).toBeNull();
    expect(await asked(open, path, PREFLIGHT)).toEqual([405, null]);
  });
});
