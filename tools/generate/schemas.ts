import { readFileSync } from "node:fs";

export type JsonSchema = Record<string, unknown>;

/** A schema of `db/`, by its file name. */
export function readSchema(name: string): JsonSchema {
  const schema: JsonSchema = JSON.parse(readFileSync(`db/${name}`, "utf8"));
  return schema;
}

/** The schemas whose checks and types one part of `lib` has as code. */
export interface SchemaSet {
  /** Schemas of `db/`, by file name: all that the checked ones refer to. */
  readonly files: readonly string[];
  /** The schemas whose types are generated, with those that they refer to. */
  readonly roots: readonly string[];
  /** The checks by name, with the schema that each is made of. */
  readonly validators: Readonly<Record<string, string>>;
}

const RELEASE_FILES = ["db.schema.json", "dispatch.schema.json", "policy.schema.json", "locks.schema.json"];

/** Of `lib/releases`. */
export const RELEASE_SCHEMAS: SchemaSet = {
  files: RELEASE_FILES,
  roots: RELEASE_FILES,
  validators: {
    validateChannel: "db.schema.json#/$defs/channel",
    validateDatabase: "db.schema.json",
    validateDispatch: "dispatch.schema.json#/$defs/dispatch",
    validateHandmade: "dispatch.schema.json#/$defs/handmade",
    validateLocks: "locks.schema.json",
    validatePolicy: "policy.schema.json",
  },
};

/** Of `lib/deploys`, apart: no action is to carry them. */
export const DEPLOY_SCHEMAS: SchemaSet = {
  files: ["db.schema.json", "server.schema.json", "deploy-config.schema.json"],
  roots: ["server.schema.json", "deploy-config.schema.json"],
  validators: {
    validateServerConfig: "server.schema.json",
    validateDeployConfig: "deploy-config.schema.json",
  },
};
