import { STATUS_CODES } from "node:http";
import { problem } from "./answers.ts";
import type { DescribedResponse, Endpoint } from "./endpoint.ts";
import { LONGEST_PART } from "./limits/limits.ts";
import type { JsonSchema } from "./schema.ts";

/** What a server's document has in addition to its endpoints. */
export interface ApiDescription {
  readonly title: string;
  /** The version of what the document promises; it changes when responses change their meaning. */
  readonly version: string;
  readonly description: string;
  /** The schemas that `ref` refers to, by name. */
  readonly components: Readonly<Record<string, JsonSchema>>;
  readonly securitySchemes: Readonly<Record<string, JsonSchema>>;
}

/** What a request may be answered with before the endpoint sees it. */
const answersBefore = ({ url }: Endpoint): Readonly<Record<number, DescribedResponse>> => ({
  ...(url.includes("/:") && {
    400: problem("a part of the address is not valid UTF-8 in percent-encoding."),
    414: problem(`a part of the address is longer than ${LONGEST_PART} characters.`),
  }),
  431: problem("the address and the headers are longer than 16 KiB."),
});

/** The OpenAPI 3.1 document of the endpoints. */
export function openApiDocument(api: ApiDescription, endpoints: readonly Endpoint[]): JsonSchema {
  const paths = new Map<string, Record<string, unknown>>();
  for (const endpoint of endpoints) {
    const path = endpoint.url.replaceAll(/:(\w+)/g, "{$1}");
    paths.set(path, { ...paths.get(path), [endpoint.method.toLowerCase()]: operation(endpoint) });
  }
  return {
    openapi: "3.1.0",
    info: {
      title: api.title,
      version: api.version,
      description: api.description,
      license: { name: "MIT", identifier: "MIT" },
    },
    servers: [{ url: "/" }],
    security: [],
    paths: Object.fromEntries(paths),
    components: { schemas: api.components, securitySchemes: api.securitySchemes },
  };
}

function operation(endpoint: Endpoint): JsonSchema {
  const { id, summary, description, security, params, query, requestHeaders, body, answers } = endpoint;
  return {
    operationId: id,
    summary,
    ...(description !== undefined && { description }),
    ...(security !== undefined && { security }),
    parameters: [
      ...parameters("path", params),
      ...parameters("query", query === "ignored" ? {} : query),
      ...parameters("header", requestHeaders),
    ],
    ...(body !== undefined && {
      requestBody: { required: true, content: { "application/json": { schema: body } } },
    }),
    responses: Object.fromEntries(
      Object.entries({ ...answersBefore(endpoint), ...answers }).map(([status, answer]) => [
        status,
        response(status, answer),
      ]),
    ),
  };
}

function parameters(place: "path" | "query" | "header", schemas: Readonly<Record<string, JsonSchema>> = {}) {
  return Object.entries(schemas).map(([name, { description, required = place === "path", ...schema }]) => ({
    name,
    in: place,
    required,
    ...(description !== undefined && { description }),
    schema,
  }));
}

function response(
  status: string,
  { description, content = {}, headers = {} }: DescribedResponse,
): JsonSchema {
  return {
    description: `${STATUS_CODES[status] ?? status}: ${description}`,
    headers: Object.fromEntries(
      Object.entries({ "x-request-id": "The request's id, as in the log.", ...headers }).map(
        ([name, text]) => [name, { description: text, schema: { type: "string" } }],
      ),
    ),
    ...(Object.keys(content).length > 0 && {
      content: Object.fromEntries(Object.entries(content).map(([type, schema]) => [type, { schema }])),
    }),
  };
}
