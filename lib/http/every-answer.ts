import type { FastifyReply, FastifyRequest } from "fastify";
import type { Logger } from "pino";
import type { Readiness } from "./health.ts";
import type { Overload } from "./limits/overload.ts";
import type { ServerMetrics } from "./metrics.ts";

declare module "fastify" {
  interface FastifyRequest {
    /** Milliseconds from `performance.now()`. */
    arrivedAt: number;
  }
}

export interface EveryAnswerOptions {
  readonly metrics: ServerMetrics;
  readonly log: Logger;
  readonly readiness: Readiness;
  readonly overload: Overload;
}

/** What every response gets, even one that bypasses Fastify's hooks: some headers, metrics and a log line. */
export class EveryAnswer {
  readonly #metrics: ServerMetrics;
  readonly #log: Logger;
  readonly #readiness: Readiness;
  readonly #overload: Overload;

  constructor({ metrics, log, readiness, overload }: EveryAnswerOptions) {
    this.#metrics = metrics;
    this.#log = log;
    this.#readiness = readiness;
    this.#overload = overload;
  }

  /** Names and values alternate. */
  headers({ id }: FastifyRequest): string[] {
    const headers = ["x-request-id", id, "x-content-type-options", "nosniff"];
    if (this.#readiness.stopping) headers.push("connection", "close");
    return headers;
  }

  addHeaders(request: FastifyRequest, reply: FastifyReply): void {
    const headers = this.headers(request);
    for (let at = 0; at < headers.length; at += 2) reply.header(headers[at] ?? "", headers[at + 1]);
  }

  /** Counts the body of a response that is about to be sent. */
  track(request: FastifyRequest, reply: FastifyReply, body: unknown): void {
    const bytes = typeof body === "string" || Buffer.isBuffer(body) ? Buffer.byteLength(body) : 0;
    this.#overload.track(request, reply.raw, bytes);
  }

  /** @param route as registered: `/v1/releases/:container/:channel` */
  observe(request: FastifyRequest, route: string, status: number): void {
    const ms = performance.now() - request.arrivedAt;
    this.#metrics.observe({ method: request.method, route, status }, ms / 1000);
    // Successful responses are logged at debug level only.
    const level = status >= 400 ? "info" : "debug";
    if (!this.#log.isLevelEnabled(level)) return;
    const { id, method, url, ip } = request;
    this.#log[level]({ request_id: id, method, url, ip, status, ms }, "answered");
  }
}
