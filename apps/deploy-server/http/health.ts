import { json } from "../../../lib/http/answers.ts";
import type { Endpoint } from "../../../lib/http/endpoint.ts";
import type { Readiness } from "../../../lib/http/health.ts";
import { inboxFigures } from "../../../lib/store/inbox.ts";
import { messageOf } from "../trouble.ts";
import type { World } from "../world.ts";

/** `GET /healthz`: whether the process is alive; a database that is away is no reason to start it again. */
export const livenessEndpoint: Endpoint = {
  method: "GET",
  url: "/healthz",
  id: "getLiveness",
  summary: "Whether the process is alive",
  query: "ignored",
  essential: true,
  answers: { 200: json("health", "ok.") },
  handle: (_request, reply) =>
    reply.header("cache-control", "no-store").type("application/json; charset=utf-8").send('{"status":"ok"}'),
};

/** `GET /readyz`: whether it wants requests: the store answers, and it does not stop. */
export function readinessEndpoint(world: World, readiness: Readiness): Endpoint {
  return {
    method: "GET",
    url: "/readyz",
    id: "getReadiness",
    summary: "Whether it wants requests",
    query: "ignored",
    essential: true,
    answers: {
      200: json("health", "ok."),
      503: json("health", "stopping or unavailable: send no requests here."),
    },
    async handle(_request, reply) {
      const health = readiness.stopping ? { status: "stopping" } : await storeHealth(world);
      return reply
        .code(health.status === "ok" ? 200 : 503)
        .header("cache-control", "no-store")
        .type("application/json; charset=utf-8")
        .send(JSON.stringify(health));
    },
  };
}

async function storeHealth({
  db,
  log,
}: World): Promise<{ readonly status: string; readonly waiting?: number }> {
  try {
    return { status: "ok", waiting: (await inboxFigures(db)).waiting };
  } catch (error) {
    log.warn({ err: error }, `the store does not answer: ${messageOf(error)}`);
    return { status: "unavailable" };
  }
}
