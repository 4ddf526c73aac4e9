import { randomUUID } from "node:crypto";
import { fastify, type FastifyInstance } from "fastify";
import type { Logger } from "pino";
import { EveryAnswer } from "./every-answer.ts";
import { answerBrokenRequest, answerNotFound, endWithProblem, errorHandler } from "./failures.ts";
import type { Readiness } from "./health.ts";
import { routeEveryMethod } from "./methods.ts";
import type { ServerMetrics } from "./metrics.ts";
import { HttpProblem } from "./problem.ts";

/** Nothing that is sent has a body worth reading, unless a scope adds a parser of its own. */
const BODY_LIMIT = 16 * 1024;
/** For a whole request to arrive. */
const RECEIVE_MS = 10_000;

export interface HttpServerOptions {
  readonly readiness: Readiness;
  readonly log: Logger;
  readonly metrics: ServerMetrics;
}

export interface HttpServer {
  readonly app: FastifyInstance;
  readonly everyAnswer: EveryAnswer;
}

/** A server that answers whatever comes with a problem, until endpoints are added to it; not yet listening. */
export function createHttpServer({ readiness, log, metrics }: HttpServerOptions): HttpServer {
  const answerError = errorHandler(log);
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
  routeEveryMethod(app);
  app.server.on("connect", (_request, socket) => endWithProblem(socket, 405, "This is no proxy."));
  leaveBodiesUnread(app);
  app.setErrorHandler(answerError);
  app.setNotFoundHandler(answerNotFound);
  addHooks(app, everyAnswer);
  return { app, everyAnswer };
}

/** An answer never waits for a body that may never come. */
function leaveBodiesUnread(app: FastifyInstance): void {
  app.removeAllContentTypeParsers();
  app.addContentTypeParser("*", ({ headers }, _payload, done) => {
    const detail = `The body is larger than the ${BODY_LIMIT} bytes that are allowed.`;
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
