import { compile } from "json-schema-to-typescript";
import { readSchema, type JsonSchema, type SchemaSet } from "./schemas.ts";

const BANNER = "// Generated from db/*.schema.json by tools/generate.ts: change the schemas instead.\n";

/** The TypeScript types of the data, from the schemas that say its shapes. */
export async function schemaTypes(schemas: SchemaSet): Promise<string> {
  const types = await compile(oneDocument(schemas), "Schemas", {
    bannerComment: "",
    unreachableDefinitions: false,
    format: true,
  });
  return BANNER + types;
}

/** The generator loses its way among files that refer to each other, so it gets them as one. */
function oneDocument({ files, roots: rootFiles }: SchemaSet): JsonSchema {
  const definitions = files.flatMap((file) => Object.entries(readSchema(file)["$defs"] ?? {}));
  const roots = rootFiles
    .map((file) => readSchema(file))
    .map(({ $defs: _definitions, $schema: _dialect, ...root }) => root);
  const document: JsonSchema = {
    description: "Any of the documents.",
    anyOf: roots,
    $defs: Object.fromEntries(definitions),
  };
  return JSON.parse(JSON.stringify(document, forTypes));
}

/** Lengths of lists would become unions of 500 tuples: the validators check them, the types need not. */
function forTypes(key: string, value: unknown): unknown {
  if (key === "minItems" || key === "maxItems") return undefined;
  return key === "$ref" && typeof value === "string" ? value.replace(/^[^#]*/, "") : value;
}
