/** A server built on lib/http alone: a template for the next app, and the subject of a test. */
import { pino } from "pino";
import { json, problem } from "../answers.ts";
import type { Endpoint } from "../endpoint.ts";
import { Environment } from "../environment.ts";
import { healthEndpoint, type Readiness } from "../health.ts";
import { metricsEndpoint, ServerMetrics } from "../metrics.ts";
import { openApiEndpoint } from "../openapi-endpoint.ts";
import { HttpProblem } from "../problem.ts";
import { objectSchema, PROBLEM_SCHEMA } from "../schema.ts";
import { createHttpServer } from "../server.ts";
import { readServerSettings } from "../settings.ts";
import { stopOnSignals } from "../stop.ts";

const greeting: Endpoint = {
  method: "GET",
  url: "/v1/greeting",
  id: "getGreeting",
  summary: "A greeting",
  query: { name: { type: "string", pattern: "^[a-z]{1,16}$", default: "world" } },
  answers: { 200: json("greeting", "a greeting."), 400: problem("a name that cannot be greeted.") },
  handle({ url }, reply) {
    const name = new URL(url, "http://localhost").searchParams.get("name") ?? "world";
    if (name === "nobody") throw new HttpProblem(404, "There is nobody to greet: name somebody.");
    if (name === "broken") throw new Error("a secret of the server");
    return reply.type("application/json; charset=utf-8").send(JSON.stringify({ text: `Hello, ${name}` }));
  },
};

const env = new Environment(process.env);
const settings = readServerSettings(env, 8090);
env.check();
const log = pino({ level: settings.logLevel });
const metrics = new ServerMetrics("tiny");
const readiness: Readiness = { stopping: false };
const { app, serve } = createHttpServer({ settings, readiness, log, metrics });
const endpoints = [
  healthEndpoint("Whether it greets", () => ({ status: readiness.stopping ? "stopping" : "ok" })),
  greeting,
  metricsEndpoint(metrics),
];
const components = {
  greeting: objectSchema({ text: { type: "string" } }),
  health: objectSchema({ status: { enum: ["ok", "stopping"] } }),
  problem: PROBLEM_SCHEMA,
};
const description = {
  title: "Greeter",
  version: "1.0.0",
  description: "Greets.",
  components,
  securitySchemes: {},
};
const never = new Promise<void>(() => {});
if (process.env["NEVER_CLOSES"] !== undefined) app.addHook("onClose", () => never);
await serve([...endpoints, openApiEndpoint(description, endpoints)]);
stopOnSignals({
  app,
  readiness,
  log,
  drainSeconds: settings.drainSeconds,
  release: () => log.info("released"),
  closeMs: 500,
});
log.info(`listening at ${await app.listen({ host: settings.host, port: settings.port })}`);
