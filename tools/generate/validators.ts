import { Ajv2020 } from "ajv/dist/2020.js";
import standalone from "ajv/dist/standalone/index.js";
import { readSchema, type SchemaSet } from "./schemas.ts";

const BANNER = [
  "// @ts-nocheck",
  "// Generated from db/*.schema.json by tools/generate.ts: change the schemas instead.",
  "",
].join("\n");

/** ajv's checks as plain code: compiling them at run time would cost every action its start-up. */
export function validators({ files, validators: checks }: SchemaSet): string {
  const ajv = new Ajv2020({
    allErrors: true,
    verbose: true,
    allowUnionTypes: true,
    code: { source: true, esm: true, lines: true },
  });
  for (const name of files) ajv.addSchema(readSchema(name), name);
  const code = standalone.default(ajv, { ...checks });
  if (code.includes("require("))
    throw new Error("A validator needs ajv at run time: keep to pattern, enum and const.");
  return BANNER + code;
}
