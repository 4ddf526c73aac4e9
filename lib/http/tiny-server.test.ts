import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { connectRaw, metricIn, requestText } from "./testing/raw-client.ts";
import { eventually, startProcess, type ServerProcess } from "./testing/server-process.ts";

const MAIN = fileURLToPath(new URL("testing/tiny-server.ts", import.meta.url));

let server: ServerProcess;

beforeAll(async () => {
  server = await startProcess(MAIN, { DRAIN_SECONDS: "1" });
});

afterAll(() => server.stop());

test("a server on lib/http alone answers what it serves, by GET and HEAD", async () => {
  const answer = await server.get("/v1/greeting?name=ada", { headers: { "x-request-id": "mine" } });
  expect([answer.status, answer.headers.get("x-request-id")]).toEqual([200, "mine"]);
  expect(await answer.json()).toEqual({ text: "Hello, ada" });
  const head = await server.get("/v1/greeting?name=ada", { method: "HEAD" });
  expect([head.status, await head.text()]).toEqual([200, ""]);
});

test.each([
  ["GET", "/v1/greeting?name=Ada", 400, /^name is "Ada", but must be /],
  ["GET", "/v1/greeting?nome=ada", 400, /nome is unknown/],
  ["GET", "/v1/greeting?name=nobody", 404, /^There is nobody to greet: name somebody\.$/],
  [
    "GET",
    "/v1/greetings",
    404,
    /^There is nothing at \/v1\/greetings: \/openapi\.json lists what there is\.$/,
  ],
  ["DELETE", "/v1/greeting", 405, /^DELETE is not allowed at \/v1\/greeting: use GET or HEAD\.$/],
  [
    "GET",
    "/v1/greeting?name=broken",
    500,
    /^The server failed; its log has the details under this request_id\.$/,
  ],
])("%s %s is a problem with status %i", async (method, path, status, detail) => {
  const answer = await server.get(path, { method });
  expect([answer.status, answer.headers.get("content-type")]).toEqual([
    status,
    "application/problem+json; charset=utf-8",
  ]);
  expect(await answer.json()).toMatchObject({
    status,
    detail: expect.stringMatching(detail),
    request_id: answer.headers.get("x-request-id"),
  });
});

test("what only the server's people can mend is in the log alone", async () => {
  const { err, request_id: id } = await server.logged((entry) => entry["err"] !== undefined);
  expect(err).toMatchObject({ message: "a secret of the server" });
  expect(id).toEqual(expect.any(String));
});

test("it has health, metrics under its own name, and a document of all of it", async () => {
  expect(await (await server.get("/v1/health")).json()).toEqual({ status: "ok" });
  const of = (what: "count" | "sum") =>
    `tiny_request_duration_seconds_${what}{method="GET",route="/v1/greeting",status="200"}`;
  const before = await (await server.get("/metrics")).text();
  const asked = performance.now();
  await server.get("/v1/greeting");
  const seconds = (performance.now() - asked) / 1000;
  const after = await (await server.get("/metrics")).text();
  expect(metricIn(after, of("count"))).toBe(metricIn(before, of("count")) + 1);
  // The server has taken some of the time that whoever asked has waited.
  const took = metricIn(after, of("sum")) - metricIn(before, of("sum"));
  expect(took).toBeGreaterThan(0);
  expect(took).toBeLessThan(seconds);
  expect(metricIn(after, "tiny_connections")).toBeGreaterThan(0);
  expect(await (await server.get("/openapi.json")).json()).toMatchObject({
    info: { title: "Greeter" },
    paths: { "/v1/greeting": {}, "/v1/health": {}, "/metrics": {}, "/openapi.json": {} },
  });
});

test("it says that it stops, answers all the same, lets a slow client not hold it up, and ends with 0", async () => {
  const halfway = await connectRaw(server.port);
  halfway.send("GET /v1/greeting HTTP/1.1\r\nhost: loc");
  const open = await connectRaw(server.port);
  const exit = once(server.child, "exit");
  server.child.kill("SIGTERM");
  await server.logged(({ msg }) => msg === "stopping");
  open.send(requestText("GET", "/v1/health") + requestText("GET", "/v1/greeting"));
  const text = await open.until((now) => now.includes("Hello") || now.includes("connection: close"));
  expect(text).toMatch(/^HTTP\/1\.1 503 [^]*connection: close[^]*"status":"stopping"/);
  expect(await exit).toEqual([0, null]);
  expect(server.log.map(({ msg }) => msg)).toEqual(
    expect.arrayContaining(["stopping", "released", "stopped"]),
  );
  halfway.socket.destroy();
  await eventually(
    () => server.child.exitCode === 0 || undefined,
    () => "it did not end",
  );
});

test("work that never ends is given up, and it ends with 0", async () => {
  const stuck = await startProcess(MAIN, { NEVER_CLOSES: "1" });
  const exit = once(stuck.child, "exit");
  stuck.child.kill("SIGTERM");
  expect(await exit).toEqual([0, null]);
  // Logged within a millisecond of each other, the last two may change places.
  expect(stuck.log.map(({ msg }) => msg)).toEqual(
    expect.arrayContaining([
      "stopping",
      "released",
      "cut connections that did not close in time",
      "gave up work that did not end in time",
      "stopped",
    ]),
  );
});
