import type { FastifyInstance, FastifyReply, FastifyRequest, onRequestHookHandler } from "fastify";
import { HttpProblem, NO_PAGE, sendProblem } from "./problem.ts";
import type { JsonSchema } from "./schemas.ts";

/** An answer, as the document describes it. */
export interface Answer {
  readonly description: string;
  /** By media type. */
  readonly content?: Readonly<Record<string, JsonSchema>>;
  readonly headers?: Readonly<Record<string, string>>;
}

/** An endpoint: what is served, what is checked and what `/openapi.json` says are one. */
export interface Endpoint {
  readonly method: "GET" | "POST";
  /** `/v1/releases/:container/:channel` */
  readonly url: string;
  readonly id: string;
  readonly summary: string;
  readonly description?: string;
  readonly security?: readonly Readonly<Record<string, readonly string[]>>[];
  readonly params?: Readonly<Record<string, JsonSchema>>;
  readonly query?: Readonly<Record<string, JsonSchema>>;
  /** Request headers that are read. */
  readonly requestHeaders?: Readonly<Record<string, JsonSchema>>;
  readonly answers: Readonly<Record<number, Answer>>;
  /** Answered also when the server has too much to do: those who watch it must see that. */
  readonly essential?: boolean;
  /** May answer before the request is checked. */
  readonly onRequest?: onRequestHookHandler;
  handle(request: FastifyRequest, reply: FastifyReply): FastifyReply | Promise<FastifyReply>;
}

const METHODS = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"];

/** Serves an endpoint, and refuses other methods at its address. */
export function serveEndpoint(app: FastifyInstance, endpoint: Endpoint): void {
  const { method, url, params, query } = endpoint;
  const allowed = method === "GET" ? ["GET", "HEAD"] : [method];
  app.route({
    method,
    url,
    schema: {
      ...(params !== undefined && { params: closedObject(params) }),
      querystring: closedObject(query ?? {}),
    },
    ...(endpoint.essential === true && { config: { pressureHandler: () => undefined } }),
    ...(endpoint.onRequest !== undefined && { onRequest: endpoint.onRequest }),
    handler: (request, reply) => endpoint.handle(request, reply.header("content-security-policy", NO_PAGE)),
  });
  app.route({
    method: METHODS.filter((other) => !allowed.includes(other)),
    url,
    handler: (request, reply) => {
      const detail = `${request.method} is not for ${request.url.split("?", 1)[0] ?? ""}: use ${allowed.join(" or ")}.`;
      return sendProblem(reply, new HttpProblem(405, detail, { headers: { allow: allowed.join(", ") } }));
    },
  });
}

/** A misspelt parameter would ask for everything. */
function closedObject(properties: Readonly<Record<string, JsonSchema>>): JsonSchema {
  return { type: "object", additionalProperties: false, properties };
}
