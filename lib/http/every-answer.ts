import type { FastifyReply, FastifyRequest } from "fastify";
import type { Logger } from "pino";
import type { Readiness } from "./health.ts";
import type { Overload } from "./limits/overload.ts";
import type { ServerMetrics } from "./metrics.ts";
import type { Answered } from "./request-times.ts";

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
  /** Whether each response gets a log line. Without, only those that refuse something get one. */
  readonly logsAll: boolean;

  constructor({ metrics, log, readiness, overload }: EveryAnswerOptions) {
    this.#metrics = metrics;
    this.#log = log;
    this.#readiness = readiness;
    this.#overload = overload;
    this.logsAll = log.isLevelEnabled("debug");
  }

  /** Names and values alternate. @param id the request's */
  headers(id: string): readonly string[] {
    const headers = ["x-request-id", id, "x-content-type-options", "nosniff"];
    if (this.#readiness.stopping) headers.push("connection", "close");
    return headers;
  }

  addHeaders(request: FastifyRequest, reply: FastifyReply): void {
    const headers = this.headers(request.id);
    for (let at = 0; at < headers.length; at += 2) reply.header(headers[at] ?? "", headers[at + 1]);
    if (this.#overload.pipelines.isLast(request.raw)) reply.header("connection", "close");
  }

  /** Counts the body of a response that is about to be sent. */
  track(request: FastifyRequest, reply: FastifyReply, body: unknown): void {
    const bytes = typeof body === "string" || Buffer.isBuffer(body) ? Buffer.byteLength(body) : 0;
    this.#overload.track(request, reply.raw, bytes);
  }

  /** @param route as registered: `/v1/releases/:container/:channel` */
  observe(request: FastifyRequest, route: string, status: number): void {
    const ms = this.count({ method: request.method, route, status }, request.arrivedAt);
    // Successful responses are logged at debug level only.
    const level = status >= 400 ? "info" : "debug";
    if (!this.#log.isLevelEnabled(level)) return;
    const { id, method, url, ip } = request;
    this.#log[level]({ request_id: id, method, url, ip, status, ms }, "answered");
  }

  /**
   * Counts a response.
   * @param arrivedAt of the request, in milliseconds from `performance.now()`
   * @returns how many milliseconds it took
   */
  count(answered: Answered, arrivedAt: number): number {
    const ms = performance.now() - arrivedAt;
    this.#metrics.observe(answered, ms / 1000);
    return ms;
  }
}
