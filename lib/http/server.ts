import { createServer, type RequestListener, type Server } from "node:http";
import { BlockList, isIP, isIPv6 } from "node:net";
import cors from "@fastify/cors";
import { fastify, type FastifyInstance } from "fastify";
import type { Logger } from "pino";
import { serveEndpoint, type Endpoint } from "./endpoint.ts";
import { EveryAnswer } from "./every-answer.ts";
import { answerBrokenRequest, answerNotFound, endWithProblem, errorHandler } from "./failures.ts";
import type { Readiness } from "./health.ts";
import { LONGEST_PART } from "./limits/limits.ts";
import { Overload } from "./limits/overload.ts";
import { routeEveryMethod } from "./methods.ts";
import type { ServerMetrics } from "./metrics.ts";
import { HttpProblem } from "./problem.ts";
import { RememberedAnswers } from "./remembered-answers.ts";
import { requestId } from "./request-id.ts";
import type { ServerSettings } from "./settings.ts";

/** No request has a body worth reading, unless a scope adds a parser of its own. */
const BODY_LIMIT = 16 * 1024;
/** How long a whole request may take to arrive. */
const RECEIVE_MS = 10_000;
/** How often slower requests are looked for. */
const CHECK_MS = 2_000;
/** An idle connection is closed after this time, which is longer than a handler may take. */
const IDLE_MS = 120_000;

/**
 * How many new connections the kernel keeps until they are accepted. When the queue is full it drops what arrives, and
 * the client tries again after 1, 3, 7, 15, 31 s: a thousand clients at once fill Node's 511, and a health probe waits for
 * a minute. Linux allows up to net.core.somaxconn, 4,096 by default.
 */
export const BACKLOG = 4096;

export interface HttpServerOptions {
  readonly settings: Pick<ServerSettings, "trustedProxies" | "corsOrigins" | "limits">;
  readonly readiness: Readiness;
  readonly log: Logger;
  readonly metrics: ServerMetrics;
}

export interface HttpServer {
  readonly app: FastifyInstance;
  readonly everyAnswer: EveryAnswer;
  readonly overload: Overload;
  readonly remembered: RememberedAnswers;
  /** Adds endpoints; `CORS_ORIGINS` decides which other origins' pages may read them. */
  readonly serve: (endpoints: readonly Endpoint[]) => Promise<void>;
}

/** A server that answers everything with a problem until endpoints are added; not listening yet. */
export function createHttpServer({ settings, readiness, log, metrics }: HttpServerOptions): HttpServer {
  const answerError = errorHandler(log);
  const overload = new Overload(settings.limits, (reason) => metrics.countRefused(reason));
  metrics.showHeld(overload);
  const everyAnswer = new EveryAnswer({ metrics, log, readiness, overload });
  const remembered = new RememberedAnswers(everyAnswer, overload);
  const app = fastify({
    // Requests are logged in one place; Fastify would create a logger for each.
    logger: false,
    genReqId: ({ headers }) => requestId(headers["x-request-id"]),
    trustProxy: settings.trustedProxies.length > 0 ? [...settings.trustedProxies] : false,
    serverFactory: (handler) =>
      nodeServer((request, response) => {
        // Before Fastify allocates anything for a request.
        if (overload.admits(request, response) && !remembered.answer(request, response))
          handler(request, response);
      }),
    bodyLimit: BODY_LIMIT,
    return503OnClosing: false,
    routerOptions: { maxParamLength: LONGEST_PART },
    ajv: { customOptions: { removeAdditional: false, coerceTypes: "array", allErrors: true, verbose: true } },
    clientErrorHandler: (error, socket) => {
      // What comes after the last request that is answered is not parsed from its start, so it is rarely valid.
      if (!overload.pipelines.isOver(socket)) answerBrokenRequest(error, socket);
    },
    // Fastify rejects these before any hook has seen them.
    frameworkErrors: (error, request, reply) => {
      request.arrivedAt = performance.now();
      everyAnswer.addHeaders(request, reply);
      answerError(error, request, reply);
      everyAnswer.observe(request, "unknown", reply.statusCode);
    },
  });
  routeEveryMethod(app);
  app.server.on("connect", (_request, socket) =>
    endWithProblem(socket, { status: 405, detail: "This server is not a proxy." }),
  );
  leaveBodiesUnread(app);
  app.setErrorHandler(answerError);
  app.setNotFoundHandler(answerNotFound);
  addHooks(app, everyAnswer);
  overload.watchConnections(app.server, proxyCheck(settings.trustedProxies));
  return {
    app,
    everyAnswer,
    overload,
    remembered,
    serve: (endpoints) => serve(app, endpoints, { settings, overload }),
  };
}

function nodeServer(listener: RequestListener): Server {
  const server = createServer(
    { requestTimeout: RECEIVE_MS, connectionsCheckingInterval: CHECK_MS },
    listener,
  );
  server.setTimeout(IDLE_MS);
  return server;
}

function proxyCheck(networks: readonly string[]): (address: string) => boolean {
  const proxies = new BlockList();
  for (const network of networks) {
    const [address = "", bits] = network.split("/");
    const family = isIPv6(address) ? "ipv6" : "ipv4";
    proxies.addSubnet(address, Number(bits ?? (family === "ipv6" ? 128 : 32)), family);
  }
  return (address) => isIP(address) !== 0 && proxies.check(address, isIPv6(address) ? "ipv6" : "ipv4");
}

/** What pages of other origins may send and read beyond the defaults. */
const CORS = {
  methods: ["GET", "HEAD"],
  allowedHeaders: ["if-none-match", "last-event-id", "x-request-id"],
  exposedHeaders: ["etag", "link", "retry-after", "x-request-id"],
  maxAge: 600,
};

async function serve(
  app: FastifyInstance,
  endpoints: readonly Endpoint[],
  { settings, overload }: { settings: HttpServerOptions["settings"]; overload: Overload },
): Promise<void> {
  const { corsOrigins } = settings;
  const isShared = (endpoint: Endpoint): boolean => corsOrigins.length > 0 && endpoint.cors === true;
  for (const endpoint of endpoints) if (!isShared(endpoint)) serveEndpoint(app, endpoint, overload);
  if (!endpoints.some(isShared)) return;
  await app.register(async (scope) => {
    await scope.register(cors, { ...CORS, origin: corsOrigins[0] === "*" ? "*" : [...corsOrigins] });
    for (const endpoint of endpoints.filter(isShared)) serveEndpoint(scope, endpoint, overload);
  });
}

/** Never waits for a body that may never arrive. */
function leaveBodiesUnread(app: FastifyInstance): void {
  app.removeAllContentTypeParsers();
  app.addContentTypeParser("*", ({ headers }, _payload, done) => {
    const detail = `The body exceeds the limit of ${BODY_LIMIT} bytes.`;
    done(Number(headers["content-length"]) > BODY_LIMIT ? new HttpProblem(413, detail) : null);
  });
}

function addHooks(app: FastifyInstance, everyAnswer: EveryAnswer): void {
  app.decorateRequest("arrivedAt", 0);
  app.addHook("onRequest", (request, reply, done) => {
    request.arrivedAt = performance.now();
    if (request.is404) answerNotFound(request, reply);
    else done();
  });
  // Not onResponse: listening for the end of each response costs more than most responses.
  // oxlint-disable-next-line max-params -- a hook of Fastify's; one that returns a promise takes longer than most responses
  app.addHook("onSend", (request, reply, payload, done) => {
    everyAnswer.addHeaders(request, reply);
    everyAnswer.track(request, reply, payload);
    everyAnswer.observe(request, request.routeOptions.url ?? "unknown", reply.statusCode);
    done(null, payload);
  });
}
