import { json } from "./answers.ts";
import type { Endpoint } from "./endpoint.ts";

/** Whether the server wants requests. */
export interface Readiness {
  stopping: boolean;
}

/** The two that want requests: `ok`, and `degraded`, which says why. The others are to be sent none. */
export type HealthStatus = "ok" | "degraded" | "unavailable" | "stopping";

/** What the server says of itself: the status, and whatever explains it. */
export interface Health {
  readonly status: HealthStatus;
}

/** `GET /v1/health` @param describe as the component `health` has it */
export function healthEndpoint(summary: string, describe: () => Health): Endpoint {
  return {
    method: "GET",
    url: "/v1/health",
    id: "getHealth",
    summary,
    description:
      "For readiness probes. A server that runs on an older version is ready: it says degraded, and why.",
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
