import databaseSchema from "../../../db/db.schema.json" with { type: "json" };
import policySchema from "../../../db/policy.schema.json" with { type: "json" };
import { objectSchema, PROBLEM_SCHEMA, ref, type JsonSchema } from "../../../lib/http/schema.ts";
import { HISTORY_COMPONENTS } from "./history-schemas.ts";

const shapes: Readonly<Record<string, JsonSchema>> = databaseSchema.$defs;

/** A shape that `db/db.schema.json` defines. */
export function shape(name: keyof typeof databaseSchema.$defs): JsonSchema {
  return shapes[name] ?? {};
}

const text: JsonSchema = { type: "string" };
const count: JsonSchema = { type: "integer", minimum: 0 };
const time: JsonSchema = { type: "string", format: "date-time" };
const version: JsonSchema = {
  type: "string",
  pattern: "^[0-9a-f]{32}$",
  description: "of the database and the policy: the same files have the same version everywhere",
};
const key: JsonSchema = objectSchema({ container: ref("container"), channel: ref("channel") });

/** The components of all responses, by name. The database's own shapes come from its schema. */
export const COMPONENTS: Readonly<Record<string, JsonSchema>> = {
  ...Object.fromEntries(Object.entries(shapes).map(([name, schema]) => [name, shapesHere(schema)])),
  version,
  ...HISTORY_COMPONENTS,
  releases: objectSchema({
    version: ref("version"),
    total: { ...count, description: "the number of records on all pages" },
    releases: { type: "array", items: ref("record") },
  }),
  channels: objectSchema({ version: ref("version"), channels: { type: "array", items: ref("channelInfo") } }),
  channelInfo: objectSchema({
    name: ref("channel"),
    position: { type: "integer", minimum: 1, description: "in promotion order" },
    listed: {
      type: "boolean",
      description: "whether the policy lists it; without a policy, whether it is dev, stage or prod",
    },
    releases: { ...count, description: "the number of containers with a record in it" },
    freezes: { type: "array", items: ref("channelFreeze") },
  }),
  channelFreeze: {
    type: "object",
    description: "a freeze from the policy; it is over once its until has passed",
    required: ["reason", "by"],
    properties: shapesHere(policySchema.$defs.freeze.properties),
  },
  weekly: shapesHere(policySchema.$defs.weekly),
  clockTime: shapesHere(policySchema.$defs.clockTime),
  fileProblem: objectSchema(
    { document: text, path: text, message: text, position: objectSchema({ line: count, column: count }) },
    ["position"],
  ),
  health: objectSchema(
    {
      status: {
        enum: ["ok", "degraded", "unavailable", "stopping"],
        description:
          "degraded: the files are invalid or the followed branch cannot be read, and the last valid version is served. unavailable: no valid version has been loaded yet",
      },
      version: { anyOf: [ref("version"), { type: "null" }] },
      releases: count,
      loaded_at: { anyOf: [time, { type: "null" }] },
      checked_at: { anyOf: [time, { type: "null" }] },
      problems: { type: "array", items: ref("fileProblem") },
      followed: {
        description: "the branch whose files are served; null where those on disk are",
        anyOf: [ref("followedBranch"), { type: "null" }],
      },
    },
    [],
  ),
  followedBranch: objectSchema(
    {
      repository: text,
      branch: text,
      commit: {
        anyOf: [text, { type: "null" }],
        description: "whose files were read last; null before the first",
      },
      seen_at: { anyOf: [time, { type: "null" }], description: "when GitHub last said where the branch is" },
      problem: { anyOf: [text, { type: "null" }], description: "why it cannot be read now" },
    },
    [],
  ),
  reload: objectSchema({
    changed: { type: "boolean", description: "whether the files had another version" },
    version: ref("version"),
    releases: count,
  }),
  problem: PROBLEM_SCHEMA,
  helloEvent: objectSchema({
    version: ref("version"),
    missed: {
      type: "boolean",
      description: "whether changes since Last-Event-ID are unknown: read everything again",
    },
  }),
  changeEvent: objectSchema(
    {
      from: ref("version"),
      to: ref("version"),
      changed: { type: "array", items: ref("record") },
      removed: { type: "array", items: key },
      complete: {
        type: "boolean",
        description: "false when there are too many to list: read everything again",
      },
    },
    [],
  ),
};

/** A schema whose references to the schema files' definitions point to components. */
function shapesHere(schema: JsonSchema): JsonSchema {
  return Object.fromEntries(Object.entries(schema).map(([name, inner]) => [name, rewritten(name, inner)]));
}

function rewritten(name: string, inner: unknown): unknown {
  if (name === "$ref" && typeof inner === "string") {
    return inner.replace(/^(?:db\.schema\.json)?#\/\$defs\//, "#/components/schemas/");
  }
  if (Array.isArray(inner)) return inner.map((item) => rewritten("", item));
  return typeof inner === "object" && inner !== null ? shapesHere({ ...inner }) : inner;
}
