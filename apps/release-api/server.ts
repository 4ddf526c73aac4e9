import { randomUUID } from "node:crypto";
import underPressure from "@fastify/under-pressure";
import { fastify, type FastifyInstance } from "fastify";
import type { Logger } from "pino";
import type { Store } from "./database/store.ts";
import { EventHub } from "./events/hub.ts";
import { channelsEndpoint } from "./http/channels.ts";
import { serveDashboard } from "./http/dashboard.ts";
import { DataServer } from "./http/data.ts";
import { type Endpoint, serveEndpoint } from "./http/endpoint.ts";
import { eventsEndpoint } from "./http/events.ts";
import { EveryAnswer } from "./http/every-answer.ts";
import { answerBrokenRequest, answerNotFound, errorHandler } from "./http/failures.ts";
import { describeHealth, healthEndpoint, type Readiness } from "./http/health.ts";
import { metricsEndpoint } from "./http/metrics.ts";
import { openApiEndpoint } from "./http/openapi-endpoint.ts";
import { releaseEndpoint } from "./http/release.ts";
import { releasesEndpoint } from "./http/releases.ts";
import { reloadEndpoint } from "./http/reload.ts";
import { createMetrics } from "./metrics.ts";
import type { Settings } from "./settings.ts";

/** Nothing that is sent here has a body worth reading. */
const BODY_LIMIT = 16 * 1024;
/** For a whole request to arrive. */
const RECEIVE_MS = 10_000;
/** A server that is this far behind answers sooner by refusing. */
const MOST_DELAY_MS = 2_000;
const MOST_CONNECTIONS = 10_000;

export interface ServerOptions {
  readonly settings: Pick<Settings, "reloadToken" | "githubUrl">;
  readonly store: Store;
  readonly readiness: Readiness;
  readonly log: Logger;
  /** Where the dashboard's files are. */
  readonly dashboard: string;
}

/** The HTTP server with everything that is served, not yet listening. Closing it ends the event streams. */
export async function createServer(options: ServerOptions): Promise<FastifyInstance> {
  const { settings, store, readiness, log } = options;
  const answerError = errorHandler(log);
  const hub = new EventHub(store, () => describeHealth(store, readiness));
  const metrics = createMetrics(store, hub);
  const everyAnswer = new EveryAnswer(metrics, log, readiness);
  const app = fastify({
    // What there is to say of a request is said here, once: Fastify would make a logger for each.
    logger: false,
    genReqId: ({ headers }) => requestId(headers["x-request-id"]),
    bodyLimit: BODY_LIMIT,
    requestTimeout: RECEIVE_MS,
    return503OnClosing: false,
    routerOptions: { maxParamLength: 256 },
    ajv: { customOptions: { removeAdditional: false, coerceTypes: "array", allErrors: true, verbose: true } },
    clientErrorHandler: answerBrokenRequest,
    // What Fastify refuses before any hook has seen it.
    frameworkErrors: (error, request, reply) => {
      request.arrivedAt = performance.now();
      everyAnswer.addHeaders(request, reply);
      answerError(error, request, reply);
      everyAnswer.observe(request, "unknown", reply.statusCode);
    },
  });
  app.server.maxConnections = MOST_CONNECTIONS;
  app.removeAllContentTypeParsers();
  app.addContentTypeParser("*", { parseAs: "buffer" }, (_request, _body, done) => done(null));
  app.setErrorHandler(answerError);
  app.setNotFoundHandler(answerNotFound);

  addHooks(app, everyAnswer);
  app.addHook("preClose", () => hub.close());
  await app.register(underPressure, { maxEventLoopDelay: MOST_DELAY_MS, retryAfter: 5 });

  const data = new DataServer(store, everyAnswer);
  const endpoints: readonly Endpoint[] = [
    healthEndpoint(store, readiness),
    ...[releasesEndpoint, releaseEndpoint, channelsEndpoint].map((endpoint) => data.endpoint(endpoint)),
    eventsEndpoint(hub, everyAnswer),
    reloadEndpoint(store, settings.reloadToken),
    metricsEndpoint(metrics.registry),
  ];
  for (const endpoint of [...endpoints, openApiEndpoint(endpoints)]) serveEndpoint(app, endpoint);
  await serveDashboard(app, options.dashboard, settings.githubUrl);
  return app;
}

function addHooks(app: FastifyInstance, everyAnswer: EveryAnswer): void {
  app.decorateRequest("arrivedAt", 0);
  app.addHook("onRequest", (request, _reply, done) => {
    request.arrivedAt = performance.now();
    done();
  });
  // Not onResponse: to listen for the end of each answer costs more than most answers.
  app.addHook("onSend", (request, reply, payload, done) => {
    everyAnswer.addHeaders(request, reply);
    everyAnswer.observe(request, request.routeOptions.url ?? "unknown", reply.statusCode);
    done(null, payload);
  });
}

const LEGAL_ID = /^[A-Za-z0-9_.:/=+-]{1,128}$/;

/** The caller's own id, when it cannot break a log line; else a new one. */
function requestId(given: string | readonly string[] | undefined): string {
  return typeof given === "string" && LEGAL_ID.test(given) ? given : randomUUID();
}
