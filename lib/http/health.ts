import { json } from "./answers.ts";
import type { Endpoint } from "./endpoint.ts";

/** Whether the server accepts requests. */
export interface Readiness {
  stopping: boolean;
}

/** `ok` and `degraded` (which gives the reason) accept requests; the others must not be sent any. */
export type HealthStatus = "ok" | "degraded" | "unavailable" | "stopping";

/** The server's health: the status and its reasons. */
export interface Health {
  readonly status: HealthStatus;
}

/** `GET /v1/health` @param describe returns the component `health` */
export function healthEndpoint(summary: string, describe: () => Health): Endpoint {
  return {
    method: "GET",
    url: "/v1/health",
    id: "getHealth",
    summary,
    description:
      "For readiness probes. A server that serves an older version is ready: its status is degraded, with the reason.",
    query: "ignored",
    essential: true,
    cors: true,
    answers: {
      200: json("health", "ok, or degraded."),
      503: json("health", "unavailable or stopping: send no requests here."),
    },
    handle(_request, reply) {
      const health = describe();
      const ready = health.status === "ok" || health.status === "degraded";
      return reply
        .code(ready ? 200 : 503)
        .header("cache-control", "no-store")
        .type("application/json; charset=utf-8")
        .send(JSON.stringify(health));
    },
  };
}
