import { collectDefaultMetrics, Counter, Gauge, Registry } from "prom-client";
import type { Endpoint } from "./endpoint.ts";
import type { Overload, Refused } from "./limits/overload.ts";
import { RequestTimes, type Answered } from "./request-times.ts";

/** One server's Prometheus metrics: the process's, its requests', and the server's own. */
export class ServerMetrics {
  readonly registry = new Registry();
  readonly #prefix: string;
  readonly #requests: RequestTimes;
  readonly #refused: Counter<"reason">;

  /** @param prefix begins the names of this server's own metrics: `release_api` */
  constructor(prefix: string) {
    collectDefaultMetrics({ register: this.registry });
    this.#prefix = prefix;
    this.#requests = new RequestTimes(`${prefix}_request_duration_seconds`);
    this.#refused = new Counter({
      name: `${prefix}_refused_total`,
      help: "Requests and connections refused because clients held too much, by reason.",
      labelNames: ["reason"],
      registers: [this.registry],
    });
    for (const reason of ["connection", "pipeline", "unread", "stream"]) this.#refused.inc({ reason }, 0);
  }

  /** Counts one response. */
  observe(answer: Answered, seconds: number): void {
    this.#requests.observe(answer, seconds);
  }

  countRefused(reason: Refused): void {
    this.#refused.inc({ reason });
  }

  /** Adds metrics of what clients hold. */
  showHeld({ connections, streams, pipelines, unread }: Overload): void {
    const held = (what: string, help: string, value: () => number): void =>
      this.gauge(`${this.#prefix}_${what}`, help, value);
    held("connections", "Open connections.", () => connections.total);
    held("event_clients", "Clients listening to events.", () => streams.total);
    held(
      "waiting_requests",
      "Requests that wait behind another one on their connection.",
      () => pipelines.waiting,
    );
    held("unread_bytes", "Bytes of answers that clients have not read yet.", () => unread.total);
  }

  /** Adds a value that is read at each scrape. */
  gauge(name: string, help: string, value: () => number): void {
    const collect = function (this: Gauge): void {
      this.set(value());
    };
    this.registry.registerMetric(new Gauge({ name, help, registers: [], collect }));
  }

  /** All metrics in Prometheus' text format. */
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
    essential: true,
    answers: { 200: { description: "the metrics.", content: { "text/plain": { type: "string" } } } },
    async handle(_request, reply) {
      const text = await metrics.text();
      return reply.header("cache-control", "no-store").type(metrics.registry.contentType).send(text);
    },
  };
}
