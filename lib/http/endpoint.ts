import type { FastifyInstance, FastifyReply, FastifyRequest, onRequestHookHandler } from "fastify";
import type { Overload } from "./limits/overload.ts";
import { refuseOtherMethods } from "./methods.ts";
import { NO_PAGE } from "./problem.ts";
import type { JsonSchema } from "./schema.ts";

/** An answer, as the document describes it. */
export interface DescribedResponse {
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
  /**
   * Absent: there are none, and any is refused, since a misspelt or imagined filter would ask for everything. `ignored`:
   * for those whom probes and scrapers ask, through proxies that add what they like.
   */
  readonly query?: Readonly<Record<string, JsonSchema>> | "ignored";
  /** Request headers that are read. */
  readonly requestHeaders?: Readonly<Record<string, JsonSchema>>;
  readonly answers: Readonly<Record<number, DescribedResponse>>;
  /** Answered also when clients hold too much already: those who watch the server must see that. */
  readonly essential?: boolean;
  /** Whether pages of the origins in CORS_ORIGINS may read it. */
  readonly cors?: boolean;
  /** May answer before the request is checked. */
  readonly onRequest?: onRequestHookHandler;
  /** GET also answers HEAD: what never ends for the one must end for the other. */
  handle(request: FastifyRequest, reply: FastifyReply): FastifyReply | Promise<FastifyReply>;
}

/** Serves an endpoint, and refuses other methods at its address. */
export function serveEndpoint(app: FastifyInstance, endpoint: Endpoint, overload: Overload): void {
  const { method, url, params, query, onRequest } = endpoint;
  app.route({
    method,
    url,
    schema: {
      ...(params !== undefined && { params: closedObject(params) }),
      ...(query !== "ignored" && { querystring: closedObject(query ?? {}) }),
    },
    onRequest: [
      ...(endpoint.essential === true ? [] : [checkOverload(overload)]),
      ...(onRequest === undefined ? [] : [onRequest]),
    ],
    handler: (request, reply) => endpoint.handle(request, reply.header("content-security-policy", NO_PAGE)),
  });
  refuseOtherMethods(app, url, method === "GET" ? ["GET", "HEAD"] : [method]);
}

/** A hook that answers with a problem while clients hold too much. */
export function checkOverload(overload: Overload): onRequestHookHandler {
  return (request, _reply, done) => {
    overload.check(request);
    done();
  };
}

function closedObject(properties: Readonly<Record<string, JsonSchema>>): JsonSchema {
  return { type: "object", additionalProperties: false, properties };
}
