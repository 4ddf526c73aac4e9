import type { Registry } from "prom-client";
import type { Endpoint } from "./endpoint.ts";

/** `GET /metrics` */
export function metricsEndpoint(registry: Registry): Endpoint {
  return {
    method: "GET",
    url: "/metrics",
    id: "getMetrics",
    summary: "Metrics for Prometheus",
    essential: true,
    answers: { 200: { description: "the metrics.", content: { "text/plain": { type: "string" } } } },
    async handle(_request, reply) {
      return reply
        .header("cache-control", "no-store")
        .type(registry.contentType)
        .send(await registry.metrics());
    },
  };
}
