import type { DescribedOperation, DescribedParameter, Description, Schema } from "./description.ts";

interface RawOperation {
  readonly operationId: string;
  readonly externalDocs?: { readonly url: string };
  readonly parameters?: readonly unknown[];
  readonly requestBody?: unknown;
  readonly responses: Readonly<Record<string, unknown>>;
}

interface RawDocument {
  readonly paths: Readonly<Record<string, Readonly<Record<string, RawOperation>>>>;
  readonly components: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
}

/** Says nothing about whether a value is valid. */
const IRRELEVANT = new Set([
  "description",
  "example",
  "examples",
  "title",
  "deprecated",
  "externalDocs",
  "discriminator",
  "default",
  "readOnly",
  "format",
]);

/**
 * Takes the named operations and the schemas they need out of GitHub's OpenAPI 3.0 description, as JSON schema
 * draft 7 without prose.
 * @throws Error for an operation that GitHub does not describe
 */
export function extract(version: string, document: unknown, ids: readonly string[]): Description {
  const raw = document as RawDocument;
  const described = Object.entries(raw.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ path, method, operation })),
  );
  const definitions: Record<string, Schema> = {};
  const operations: Record<string, DescribedOperation> = {};
  for (const id of ids.toSorted()) {
    const found = described.find(({ operation }) => operation.operationId === id);
    if (found === undefined) throw new Error(`GitHub's description has no operation ${id}`);
    operations[id] = operationOf(raw, found.path, found.method, found.operation);
  }
  const wanted = referencedBy(operations);
  for (const name of wanted) {
    const definition = plainSchema(raw.components["schemas"]?.[name]) as Schema;
    definitions[name] = definition;
    // The set grows during iteration: schemas refer to further schemas.
    for (const further of referencedBy(definition)) wanted.add(further);
  }
  const sorted = Object.fromEntries(Object.entries(definitions).sort(([a], [b]) => (a < b ? -1 : 1)));
  return { version, operations, definitions: sorted };
}

function operationOf(
  raw: RawDocument,
  path: string,
  method: string,
  operation: RawOperation,
): DescribedOperation {
  const body = resolve(raw, operation.requestBody);
  return {
    method: method.toUpperCase() as DescribedOperation["method"],
    path,
    documentation: operation.externalDocs?.url ?? "https://docs.github.com/rest",
    parameters: (operation.parameters ?? []).map((parameter) => parameterOf(resolve(raw, parameter))),
    requestBody: contentOf(body)["application/json"] ?? null,
    responses: Object.fromEntries(
      Object.entries(operation.responses).map(([status, response]) => [
        status,
        contentOf(resolve(raw, response)),
      ]),
    ),
  };
}

function parameterOf(parameter: Readonly<Record<string, unknown>>): DescribedParameter {
  return {
    name: String(parameter["name"]),
    in: parameter["in"] as DescribedParameter["in"],
    required: parameter["required"] === true,
    schema: plainSchema(parameter["schema"]) as Schema,
  };
}

function contentOf(holder: Readonly<Record<string, unknown>>): Record<string, Schema> {
  const content = (holder["content"] ?? {}) as Readonly<Record<string, { readonly schema: unknown }>>;
  return Object.fromEntries(
    Object.entries(content).map(([type, { schema }]) => [type, plainSchema(schema) as Schema]),
  );
}

/** Follows `#/components/<kind>/<name>` outside schemas. */
function resolve(raw: RawDocument, value: unknown): Readonly<Record<string, unknown>> {
  const object = (value ?? {}) as Readonly<Record<string, unknown>>;
  const [, kind, name] = /^#\/components\/(\w+)\/(.+)$/.exec(String(object["$ref"])) ?? [];
  if (kind === undefined || name === undefined) return object;
  return raw.components[kind]?.[name] as Readonly<Record<string, unknown>>;
}

/** OpenAPI 3.0 to JSON schema: `nullable` becomes a type, references move, prose goes. */
function plainSchema(schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map(plainSchema);
  if (typeof schema !== "object" || schema === null) return schema;
  const { nullable, $ref, properties, ...rest } = schema as Readonly<Record<string, unknown>>;
  if (typeof $ref === "string") return { $ref: $ref.replace("#/components/schemas/", "#/definitions/") };
  const plain = Object.fromEntries(
    Object.entries(rest)
      .filter(([key]) => !IRRELEVANT.has(key) && !key.startsWith("x-"))
      .map(([key, value]) => [key, plainSchema(value)]),
  );
  if (typeof properties === "object" && properties !== null) {
    plain["properties"] = Object.fromEntries(
      Object.entries(properties).map(([name, property]) => [name, plainSchema(property)]),
    );
  }
  return nullable === true ? { anyOf: [...alternativesOf(plain), { type: "null" }] } : plain;
}

/**
 * Where GitHub's own document says "a user or an enterprise, or null", its OpenAPI 3.0 says `nullable` and `allOf`,
 * which nothing could be.
 */
function alternativesOf(plain: Record<string, unknown>): readonly unknown[] {
  const { allOf, ...rest } = plain;
  const several = Array.isArray(allOf) && allOf.length > 1 && Object.keys(rest).length === 0;
  return several ? (allOf as readonly unknown[]) : [plain];
}

function referencedBy(value: unknown): Set<string> {
  const names = JSON.stringify(value).matchAll(/"\$ref":"#\/definitions\/([^"]+)"/g);
  return new Set([...names].map(([, name]) => name ?? ""));
}
