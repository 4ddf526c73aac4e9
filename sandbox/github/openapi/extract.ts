import { at, fieldsIn, isFields, listAt, textAt, wordIn, type Fields } from "../../narrow.ts";
import {
  METHODS,
  PARAMETER_PLACES,
  type DescribedOperation,
  type DescribedParameter,
  type Description,
  type Schema,
} from "./description.ts";

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
  const described = Object.entries(fieldsIn(at(document, "paths"))).flatMap(([path, methods]) =>
    Object.entries(fieldsIn(methods)).map(([method, operation]) => ({ path, method, operation })),
  );
  const definitions: Record<string, Schema> = {};
  const operations: Record<string, DescribedOperation> = {};
  for (const id of ids.toSorted()) {
    const found = described.find(({ operation }) => textAt(operation, "operationId") === id);
    if (found === undefined) throw new Error(`GitHub's description has no operation ${id}`);
    operations[id] = operationOf(document, found);
  }
  const wanted = referencedBy(operations);
  for (const name of wanted) {
    const definition = plainSchema(at(document, "components", "schemas", name));
    definitions[name] = definition;
    // The set grows during iteration: schemas refer to further schemas.
    for (const further of referencedBy(definition)) wanted.add(further);
  }
  const sorted = Object.fromEntries(Object.entries(definitions).sort(([a], [b]) => (a < b ? -1 : 1)));
  return { version, operations, definitions: sorted };
}

/** @throws Error for a method that the sandbox does not know */
function operationOf(
  document: unknown,
  {
    path,
    method,
    operation,
  }: { readonly path: string; readonly method: string; readonly operation: unknown },
): DescribedOperation {
  const known = wordIn(METHODS, method.toUpperCase());
  if (known === undefined) throw new Error(`the sandbox does not know the method ${method} of ${path}`);
  return {
    method: known,
    path,
    documentation: textAt(operation, "externalDocs", "url") ?? "https://docs.github.com/rest",
    parameters: listAt(operation, "parameters").map((parameter) => parameterOf(resolve(document, parameter))),
    requestBody: contentOf(resolve(document, at(operation, "requestBody")))["application/json"] ?? null,
    responses: Object.fromEntries(
      Object.entries(fieldsIn(at(operation, "responses"))).map(([status, response]) => [
        status,
        contentOf(resolve(document, response)),
      ]),
    ),
  };
}

/** @throws Error for a place that the sandbox does not know */
function parameterOf(parameter: Fields): DescribedParameter {
  const place = wordIn(PARAMETER_PLACES, parameter["in"]);
  if (place === undefined)
    throw new Error(`the sandbox does not know where a parameter is: ${JSON.stringify(parameter)}`);
  return {
    name: String(parameter["name"]),
    in: place,
    required: parameter["required"] === true,
    schema: plainSchema(parameter["schema"]),
  };
}

const contentOf = (holder: Fields): Record<string, Schema> =>
  Object.fromEntries(
    Object.entries(fieldsIn(holder["content"])).map(([type, content]) => [
      type,
      plainSchema(at(content, "schema")),
    ]),
  );

/** Follows `#/components/<kind>/<name>` outside schemas. */
function resolve(document: unknown, value: unknown): Fields {
  const [, kind, name] = /^#\/components\/(\w+)\/(.+)$/.exec(textAt(value, "$ref") ?? "") ?? [];
  if (kind === undefined || name === undefined) return fieldsIn(value);
  return fieldsIn(at(document, "components", kind, name));
}

const plainValue = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(plainValue);
  return isFields(value) ? plainSchema(value) : value;
};

/** OpenAPI 3.0 to JSON schema: `nullable` becomes a type, references move, prose goes. */
function plainSchema(schema: unknown): Schema {
  const { nullable, $ref, properties, ...rest } = fieldsIn(schema);
  if (typeof $ref === "string") return { $ref: $ref.replace("#/components/schemas/", "#/definitions/") };
  const plain = Object.fromEntries(
    Object.entries(rest)
      .filter(([key]) => !IRRELEVANT.has(key) && !key.startsWith("x-"))
      .map(([key, value]) => [key, plainValue(value)]),
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
function alternativesOf(plain: Fields): readonly unknown[] {
  const { allOf, ...rest } = plain;
  const several = Array.isArray(allOf) && allOf.length > 1 && Object.keys(rest).length === 0;
  return several ? allOf : [plain];
}

function referencedBy(value: unknown): Set<string> {
  const names = JSON.stringify(value).matchAll(/"\$ref":"#\/definitions\/([^"]+)"/g);
  return new Set([...names].map(([, name]) => name ?? ""));
}
