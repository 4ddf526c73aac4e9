import type { FastifyInstance, FastifyReply, FastifyRequest, onRequestHookHandler } from "fastify";
import type { Overload } from "./limits/overload.ts";
import { refuseOtherMethods } from "./methods.ts";
import { NO_PAGE } from "./problem.ts";
import type { JsonSchema } from "./schema.ts";

/** A response, as the document describes it. */
export interface DescribedResponse {
  readonly description: string;
  /** By media type. */
  readonly content?: Readonly<Record<string, JsonSchema>>;
  readonly headers?: Readonly<Record<string, string>>;
}

/** An endpoint: one definition for what is served, what is checked and what `/openapi.json` says. */
export interface Endpoint {
  readonly method: "GET" | "POST";
  /** `/v1/releases/:container/:channel` */
  readonly url: string;
  /** Whether another endpoint serves the other method at the same address; the one that reads then refuses all others. */
  readonly isShared?: boolean;
  readonly id: string;
  readonly summary: string;
  readonly description?: string;
  readonly security?: readonly Readonly<Record<string, readonly string[]>>[];
  readonly params?: Readonly<Record<string, JsonSchema>>;
  /**
   * Absent: the endpoint has no parameters and rejects any, because a misspelt filter would otherwise return
   * everything.
   * `ignored`: for probes and scrapers, which may come through proxies that add parameters.
   */
  readonly query?: Readonly<Record<string, JsonSchema>> | "ignored";
  /** The body, as JSON, for the document: the endpoint checks what it gets by itself. */
  readonly body?: JsonSchema;
  /** Request headers that the endpoint reads; with `required: true`, those that it insists on. */
  readonly requestHeaders?: Readonly<Record<string, JsonSchema>>;
  readonly answers: Readonly<Record<number, DescribedResponse>>;
  /** Also served under overload, because operators must still see the server. */
  readonly essential?: boolean;
  /** Whether pages from the origins in CORS_ORIGINS may read it. */
  readonly cors?: boolean;
  /** GET also answers HEAD, so a stream must not keep a HEAD response open. */
  handle(request: FastifyRequest, reply: FastifyReply): FastifyReply | Promise<FastifyReply>;
}

/** Serves an endpoint, and rejects other methods at its address. */
export function serveEndpoint(app: FastifyInstance, endpoint: Endpoint, overload: Overload): void {
  const { method, url, params, query } = endpoint;
  app.route({
    method,
    url,
    schema: {
      ...(params !== undefined && { params: closedObject(params) }),
      ...(query !== "ignored" && { querystring: closedObject(query ?? {}) }),
    },
    onRequest: endpoint.essential === true ? [] : [checkOverload(overload)],
    handler: (request, reply) => endpoint.handle(request, reply.header("content-security-policy", NO_PAGE)),
  });
  if (endpoint.isShared !== true) refuseOtherMethods(app, url, method === "GET" ? ["GET", "HEAD"] : [method]);
  else if (method === "GET") refuseOtherMethods(app, url, ["GET", "HEAD", "POST"]);
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
