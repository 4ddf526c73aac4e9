import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import type { FastifyInstance } from "fastify";
import { pino } from "pino";
import type { Endpoint } from "./endpoint.ts";
import { Environment } from "./environment.ts";
import { knows } from "./etag.ts";
import type { Readiness } from "./health.ts";
import { ServerMetrics } from "./metrics.ts";
import type { RememberedAnswers } from "./remembered-answers.ts";
import { createHttpServer } from "./server.ts";
import { readServerSettings } from "./settings.ts";
import { connectRaw, metricIn, requestText } from "./testing/raw-client.ts";

const ROUTE = "/v1/things/:thing";
const ETAG = '"one"';
const ORIGIN = "https://portal.acme.dev";
const MADE = `test_request_duration_seconds_count{method="GET",route="${ROUTE}",status=`;

let app: FastifyInstance;
let remembered: RememberedAnswers;
let metrics: ServerMetrics;
let readiness: Readiness;
let log: string[];
/** The paths of requests that were answered by the endpoint. */
let made: string[];
/** What follows each text. */
let filling: string;

/** How a thing is asked for: its text says how many were made before, so that a remembered one shows. */
const thing = (): Endpoint => ({
  method: "GET",
  url: ROUTE,
  id: "getThing",
  summary: "A thing",
  cors: true,
  params: { thing: { type: "string" } },
  query: { page: { type: "string" } },
  answers: {},
  handle(request, reply) {
    made.push(request.url);
    const body = `${request.url} ${made.length} naïve${filling}`;
    reply.headers({ etag: ETAG, link: '<?page=1>; rel="first"' });
    if (knows(request.headers["if-none-match"], ETAG)) return reply.code(304).send();
    remembered.remember(request, reply.type("text/plain; charset=utf-8"), { route: ROUTE, etag: ETAG, body });
    return reply.send(body);
  },
});

async function start(env: Readonly<Record<string, string>> = {}): Promise<void> {
  const settings = readServerSettings(new Environment(env), 0);
  const server = createHttpServer({
    settings,
    readiness,
    log: pino({ level: settings.logLevel }, { write: (line: string) => void log.push(line) }),
    metrics,
  });
  ({ app, remembered } = server);
  await server.serve([thing()]);
  await app.listen({ host: "127.0.0.1", port: 0 });
}

beforeEach(() => {
  metrics = new ServerMetrics("test");
  readiness = { stopping: false };
  [log, made, filling] = [[], [], ""];
});

afterEach(() => app.close());

async function ask(path: string, init: RequestInit = {}) {
  const answer = await fetch(`${app.listeningOrigin}${path}`, init);
  const { date: _date, ...headers } = Object.fromEntries(answer.headers);
  return { status: answer.status, headers, text: await answer.text() };
}

const withHeaders = (headers: Readonly<Record<string, string>>) => ({ headers: { ...headers } });

describe("a response that was sent before", () => {
  test("is sent again for the same address, with the same headers and another request id", async () => {
    await start();
    const first = await ask("/v1/things/a?page=1");
    const again = await ask("/v1/things/a?page=1", withHeaders({ "x-request-id": "second" }));
    expect(first).toMatchObject({ status: 200, text: "/v1/things/a?page=1 1 naïve" });
    expect(first.headers).toMatchObject({ etag: ETAG, "x-content-type-options": "nosniff" });
    expect(again).toEqual({ ...first, headers: { ...first.headers, "x-request-id": "second" } });
    expect((await ask("/v1/things/a")).text).toBe("/v1/things/a 2 naïve");
    expect((await ask("/v1/things/a?page=1")).headers["x-request-id"]).not.toBe(
      first.headers["x-request-id"],
    );
    expect(made).toEqual(["/v1/things/a?page=1", "/v1/things/a"]);
    expect(metricIn(await metrics.text(), `${MADE}"200"}`)).toBe(4);
  });

  test("is not sent to a client that has it, which is told so in the same words as by the endpoint", async () => {
    await start();
    const told = await ask("/v1/things/a", withHeaders({ "if-none-match": ETAG, "x-request-id": "x" }));
    expect(told).toMatchObject({ status: 304, text: "" });
    await ask("/v1/things/a");
    for (const known of [ETAG, `W/${ETAG}`, `"other", ${ETAG}`, "*"])
      expect(await ask("/v1/things/a", withHeaders({ "if-none-match": known, "x-request-id": "x" }))).toEqual(
        told,
      );
    expect(await ask("/v1/things/a", withHeaders({ "if-none-match": '"other"' }))).toMatchObject({
      status: 200,
      text: "/v1/things/a 2 naïve",
    });
    expect(made).toHaveLength(2);
    expect(metricIn(await metrics.text(), `${MADE}"304"}`)).toBe(5);
  });

  test("is made anew when the data has changed", async () => {
    await start();
    await ask("/v1/things/a");
    remembered.forget();
    expect((await ask("/v1/things/a")).text).toBe("/v1/things/a 2 naïve");
  });

  test("says that the server stops once it does", async () => {
    await start();
    await ask("/v1/things/a");
    readiness.stopping = true;
    expect(await ask("/v1/things/a")).toMatchObject({
      headers: { connection: "close" },
      text: "/v1/things/a 1 naïve",
    });
  });
});

describe("only what depends on nothing but the address is sent again:", () => {
  test.each([
    ["another method", { method: "HEAD" }],
    ["a page of another origin", withHeaders({ origin: ORIGIN })],
  ])("not to %s", async (_name, init) => {
    await start({ CORS_ORIGINS: ORIGIN });
    await ask("/v1/things/a", init);
    await ask("/v1/things/a");
    await ask("/v1/things/a", init);
    expect(made).toHaveLength(3);
    await ask("/v1/things/a");
    expect(made).toHaveLength(3);
  });

  test.each([`https://other.dev,${ORIGIN}`, "*"])(
    "with CORS_ORIGINS %s, each origin gets its own headers, and nobody those of another",
    async (origins) => {
      await start({ CORS_ORIGINS: origins });
      const headersFor = async (headers: Readonly<Record<string, string>>) =>
        (await ask("/v1/things/a", withHeaders({ "x-request-id": "x", ...headers }))).headers;
      const [none, mine, foreign] = [{}, { origin: ORIGIN }, { origin: "https://evil.dev" }];
      const before = [await headersFor(none), await headersFor(mine), await headersFor(foreign)];
      const after = [await headersFor(none), await headersFor(mine), await headersFor(foreign)];
      const shown = before.map((headers) => headers["access-control-allow-origin"]);
      expect(shown).toEqual(origins === "*" ? ["*", "*", "*"] : [undefined, ORIGIN, undefined]);
      expect(after).toEqual(before);
      expect(made).toHaveLength(5);
    },
  );

  test("not when every request is logged, each with its client's address", async () => {
    await start({ LOG_LEVEL: "debug", TRUSTED_PROXIES: "127.0.0.1" });
    for (const address of ["192.0.2.1", "192.0.2.2"])
      await ask("/v1/things/a", withHeaders({ "x-forwarded-for": address }));
    const answered = log.map((line): unknown => JSON.parse(line));
    expect(answered).toMatchObject([
      { ip: "192.0.2.1", url: "/v1/things/a", status: 200 },
      { ip: "192.0.2.2", url: "/v1/things/a", status: 200 },
    ]);
  });

  test("not behind another response on its connection, which the limits count", async () => {
    await start();
    await ask("/v1/things/a");
    const client = await connectRaw(Number(new URL(app.listeningOrigin).port));
    client.send(requestText("GET", "/v1/things/a").repeat(3));
    await client.until((text) => text.split("HTTP/1.1 200").length === 4);
    client.socket.destroy();
    expect(made).toHaveLength(3);
  });
});

describe("what is remembered is bounded:", () => {
  test("a long body, or a long address with it, is made each time", async () => {
    await start();
    filling = "x".repeat(16 * 1024);
    for (const _ of [1, 2]) await ask("/v1/things/a");
    filling = "x".repeat(10 * 1024);
    for (const _ of [1, 2]) await ask(`/v1/things/a?page=${"y".repeat(4000)}`);
    expect(made).toHaveLength(4);
    for (const _ of [1, 2]) await ask("/v1/things/a");
    expect(made).toHaveLength(5);
  });

  test("the oldest of a thousand addresses makes room for the next", async () => {
    await start();
    const path = (place: number) => `/v1/things/${place}`;
    for (let place = 0; place < 1000; place += 1) await ask(path(place));
    for (const place of [0, 999]) await ask(path(place));
    expect(made).toHaveLength(1000);
    await ask(path(1000));
    for (const place of [1, 999, 1000]) await ask(path(place));
    expect(made).toHaveLength(1001);
    await ask(path(0));
    expect(made).toHaveLength(1002);
  });
});
