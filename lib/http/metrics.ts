import { collectDefaultMetrics, Gauge, Registry } from "prom-client";
import type { Endpoint } from "./endpoint.ts";
import { RequestTimes } from "./request-times.ts";

/** The Prometheus metrics of one server: those of the process, its requests, and what the server adds. */
export class ServerMetrics {
  readonly registry = new Registry();
  readonly #requests: RequestTimes;

  /** @param prefix what the names of this server's own metrics begin with: `release_api` */
  constructor(prefix: string) {
    collectDefaultMetrics({ register: this.registry });
    this.#requests = new RequestTimes(`${prefix}_request_duration_seconds`);
  }

  /**
   * Counts one answer.
   * @param route as it was registered: `/v1/releases/:container/:channel`
   */
  observe(method: string, route: string, status: number, seconds: number): void {
    this.#requests.observe(method, route, status, seconds);
  }

  /** Adds a value that is asked for each time the metrics are. */
  gauge(name: string, help: string, value: () => number): void {
    const collect = function (this: Gauge): void {
      this.set(value());
    };
    this.registry.registerMetric(new Gauge({ name, help, registers: [], collect }));
  }

  /** In Prometheus' text format. */
  async text(): Promise<string> {
    return `${await this.registry.metrics()}\n${this.#requests.text()}`;
  }
}

/** `GET /metrics` */
export function metricsEndpoint(metrics: ServerMetrics): Endpoint {
  return {
    method: "GET",
    url: "/metrics",
    id: "getMetrics",
    summary: "Metrics for Prometheus",
    query: "ignored",
    answers: { 200: { description: "the metrics.", content: { "text/plain": { type: "string" } } } },
    async handle(_request, reply) {
      const text = await metrics.text();
      return reply.header("cache-control", "no-store").type(metrics.registry.contentType).send(text);
    },
  };
}
