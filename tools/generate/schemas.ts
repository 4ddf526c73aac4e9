import { readFileSync } from "node:fs";

export type JsonSchema = Record<string, unknown>;

/** A schema of `db/`, by its file name. */
export function readSchema(name: string): JsonSchema {
  return JSON.parse(readFileSync(`db/${name}`, "utf8")) as JsonSchema;
}

export const SCHEMA_FILES = ["db.schema.json", "dispatch.schema.json", "policy.schema.json"] as const;
