import type { Store } from "../database/store.ts";
import { json } from "./answers.ts";
import type { Endpoint } from "./endpoint.ts";

/** Whether the server wants requests. */
export interface Readiness {
  stopping: boolean;
}

/** `GET /v1/health` */
export function healthEndpoint(store: Store, readiness: Readiness): Endpoint {
  return {
    method: "GET",
    url: "/v1/health",
    id: "getHealth",
    summary: "Whether there is a good database, and why not",
    description:
      "For readiness probes. A server that runs on an older version is ready: it says degraded, and why.",
    essential: true,
    answers: {
      200: json("health", "ok, or degraded."),
      503: json("health", "unavailable or stopping: send no requests here."),
    },
    handle(_request, reply) {
      const health = describeHealth(store, readiness);
      const ready = health.status === "ok" || health.status === "degraded";
      return reply
        .code(ready ? 200 : 503)
        .header("cache-control", "no-store")
        .type("application/json; charset=utf-8")
        .send(JSON.stringify(health));
    },
  };
}

export function describeHealth({ snapshot, problems, checkedAt }: Store, { stopping }: Readiness) {
  return {
    status: stopping ? "stopping" : statusOf(snapshot !== undefined, problems.length === 0),
    version: snapshot?.version ?? null,
    releases: snapshot?.size ?? 0,
    loaded_at: snapshot?.loadedAt.toISOString() ?? null,
    checked_at: checkedAt?.toISOString() ?? null,
    problems,
  };
}

function statusOf(served: boolean, good: boolean): "ok" | "degraded" | "unavailable" {
  if (!served) return "unavailable";
  return good ? "ok" : "degraded";
}
