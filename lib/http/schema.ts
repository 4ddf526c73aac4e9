/** A JSON Schema for OpenAPI 3.1. */
export type JsonSchema = { readonly [keyword: string]: unknown };

/** Refers to a component of the document at `/openapi.json`. */
export function ref(name: string): JsonSchema {
  return { $ref: `#/components/schemas/${name}` };
}

/** An object with these fields, all required except the optional ones. */
export function objectSchema(
  properties: Readonly<Record<string, JsonSchema>>,
  optional: readonly string[] = [],
): JsonSchema {
  const required = Object.keys(properties).filter((name) => !optional.includes(name));
  return { type: "object", required, properties };
}

const text: JsonSchema = { type: "string" };

/** The component `problem` of every server. */
export const PROBLEM_SCHEMA: JsonSchema = {
  type: "object",
  description: "RFC 9457",
  required: ["type", "title", "status", "detail", "request_id"],
  properties: {
    type: { const: "about:blank" },
    title: text,
    status: { type: "integer", minimum: 400, maximum: 599 },
    detail: text,
    request_id: { ...text, description: "the same as in the x-request-id header and the log" },
    errors: { type: "array", items: objectSchema({ path: text, message: text }) },
  },
};
