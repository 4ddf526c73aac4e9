import type { FastifyReply, FastifyRequest } from "fastify";
import type { Logger } from "pino";
import type { Readiness } from "./health.ts";
import type { ServerMetrics } from "./metrics.ts";

declare module "fastify" {
  interface FastifyRequest {
    /** Milliseconds, as `performance.now()` counts them. */
    arrivedAt: number;
  }
}

/** What each answer gets, also one that is sent past Fastify's hooks: some headers, and its place in metrics and log. */
export class EveryAnswer {
  readonly #metrics: ServerMetrics;
  readonly #log: Logger;
  readonly #readiness: Readiness;

  constructor(metrics: ServerMetrics, log: Logger, readiness: Readiness) {
    this.#metrics = metrics;
    this.#log = log;
    this.#readiness = readiness;
  }

  /** Names and values in turn. */
  headers({ id }: FastifyRequest): string[] {
    const headers = ["x-request-id", id, "x-content-type-options", "nosniff"];
    if (this.#readiness.stopping) headers.push("connection", "close");
    return headers;
  }

  addHeaders(request: FastifyRequest, reply: FastifyReply): void {
    const headers = this.headers(request);
    for (let at = 0; at < headers.length; at += 2) reply.header(headers[at] ?? "", headers[at + 1]);
  }

  /** @param route as it was registered: `/v1/releases/:container/:channel` */
  observe(request: FastifyRequest, route: string, status: number): void {
    const ms = performance.now() - request.arrivedAt;
    this.#metrics.observe(request.method, route, status, ms / 1000);
    // A good answer is worth a line only to those who look for something.
    const level = status >= 400 ? "info" : "debug";
    if (!this.#log.isLevelEnabled(level)) return;
    const { id, method, url, ip } = request;
    this.#log[level]({ request_id: id, method, url, ip, status, ms }, "answered");
  }
}
