import { objectSchema, ref, type JsonSchema } from "../../../lib/http/schema.ts";

const text: JsonSchema = { type: "string" };
const count: JsonSchema = { type: "integer", minimum: 0 };
const moment: JsonSchema = { type: "string", format: "date-time" };
const names: JsonSchema = { type: "array", items: text };

const config = objectSchema({ repository: { ...text, description: "owner/name" }, name: text });
const configs: JsonSchema = { type: "array", items: config };

/** The components of `/v1/sync`. */
export const SYNC_SCHEMAS = {
  sync: objectSchema({
    id: { ...text, description: "a UUID" },
    state: {
      enum: ["scanning", "completing", "applying", "done", "incomplete"],
      description: "incomplete: a page did not come, so that nothing is taken for gone",
    },
    dry_run: { type: "boolean" },
    asked_by: { ...text, description: "a login, or nightly" },
    asked_at: moment,
    ended_at: { anyOf: [moment, { type: "null" }] },
    progress: objectSchema({
      pages: { ...count, description: "as many as are known of by now: one request each" },
      read: count,
      failed: count,
    }),
    outcome: { anyOf: [ref("syncOutcome"), { type: "null" }] },
  }),
  syncOutcome: objectSchema({
    whole: { type: "boolean", description: "whether every page came" },
    failures: { ...names, description: "why pages did not come" },
    suspended: { ...names, description: "the accounts that have suspended the App" },
    repositories: objectSchema({
      found: count,
      added: names,
      renamed: names,
      changed: { ...names, description: "another default branch, archived, or no more" },
      unreachable: { ...names, description: "known, and not shown by GitHub: unknown, and not gone" },
    }),
    branches: objectSchema({ found: count, moved: count, gone: count }),
    configs: objectSchema({
      found: count,
      added: configs,
      changed: configs,
      kept: { ...configs, description: "missed, and kept: the next sync looks again" },
      asked: { ...configs, description: "missed too many at once: name in remove those that may go" },
      removed: { ...configs, description: "asked to be undeployed, and forgotten" },
    }),
  }),
} as const;
