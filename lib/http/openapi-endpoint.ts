import type { Endpoint } from "./endpoint.ts";
import { openApiDocument, type ApiDescription } from "./openapi.ts";

/** `GET /openapi.json` @param endpoints the others */
export function openApiEndpoint(api: ApiDescription, endpoints: readonly Endpoint[]): Endpoint {
  const endpoint: Endpoint = {
    method: "GET",
    url: "/openapi.json",
    id: "getOpenApi",
    summary: "This document",
    query: "ignored",
    cors: true,
    answers: { 200: { description: "OpenAPI 3.1.", content: { "application/json": { type: "object" } } } },
    handle: (_request, reply) =>
      reply.header("cache-control", "no-cache").type("application/json; charset=utf-8").send(text),
  };
  const text = JSON.stringify(openApiDocument(api, [...endpoints, endpoint]));
  return endpoint;
}
