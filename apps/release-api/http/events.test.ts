import { once } from "node:events";
import { request as ask, type IncomingMessage } from "node:http";
import { afterAll, expect, test } from "@jest/globals";
import { pino } from "pino";
import { Environment } from "../../../lib/http/environment.ts";
import { ServerMetrics } from "../../../lib/http/metrics.ts";
import { createHttpServer } from "../../../lib/http/server.ts";
import { readServerSettings } from "../../../lib/http/settings.ts";
import { load } from "../database/load.ts";
import { Store } from "../database/store.ts";
import { EventHub } from "../events/hub.ts";
import { databaseText, file, record } from "../testing/files.ts";
import { eventsEndpoint } from "./events.ts";
import { describeHealth } from "./health.ts";

const readiness = { stopping: false };
const { app, everyAnswer, overload, serve } = createHttpServer({
  settings: readServerSettings(new Environment({}), 0),
  readiness,
  log: pino({ level: "silent" }),
  metrics: new ServerMetrics("test"),
});
const database = file("db.json", databaseText([record("app", "dev"), record("web", "dev")]));
const files = { database, policy: file("policy.json") };
const store = new Store((known) => Promise.resolve(load(files, known, Date.now())));
await store.reload();
const hub = new EventHub(store, () => describeHealth({ store }, readiness));
await serve([eventsEndpoint(hub, everyAnswer, overload)]);
await app.listen({ host: "127.0.0.1", port: 0 });
afterAll(async () => {
  hub.close();
  await app.close();
});

/** A client that has read the start of its stream. */
async function listening(): Promise<IncomingMessage> {
  const [address] = app.addresses();
  const port = typeof address === "object" ? address.port : undefined;
  const client = ask({ host: "127.0.0.1", port, path: "/v1/events", agent: false }).end();
  const [response] = (await once(client, "response")) as [IncomingMessage];
  await once(response, "data");
  return response;
}

/** How many the hub tells, as soon as it is so; what it is where it never becomes that. */
async function becomes(size: number): Promise<number> {
  const end = Date.now() + 60_000;
  while (hub.size !== size && Date.now() < end) await new Promise(setImmediate);
  return hub.size;
}

test("a client that has left is told nothing more, and the others stay", async () => {
  const [first, second, third] = [await listening(), await listening(), await listening()];
  expect(hub.size).toBe(3);
  second.destroy();
  expect(await becomes(2)).toBe(2);
  first.destroy();
  third.destroy();
  expect(await becomes(0)).toBe(0);
});
