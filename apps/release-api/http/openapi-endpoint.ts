import type { Endpoint } from "./endpoint.ts";
import { openApiDocument } from "./openapi.ts";

/** What the document says of itself; answers that mean something else would get another one. */
const API_VERSION = "1.0.0";

/** `GET /openapi.json` @param endpoints the others */
export function openApiEndpoint(endpoints: readonly Endpoint[]): Endpoint {
  const endpoint: Endpoint = {
    method: "GET",
    url: "/openapi.json",
    id: "getOpenApi",
    summary: "This document",
    answers: { 200: { description: "OpenAPI 3.1.", content: { "application/json": { type: "object" } } } },
    handle: (_request, reply) =>
      reply.header("cache-control", "no-cache").type("application/json; charset=utf-8").send(text),
  };
  const text = JSON.stringify(openApiDocument([...endpoints, endpoint], API_VERSION));
  return endpoint;
}
