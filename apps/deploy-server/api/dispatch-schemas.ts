import databaseSchema from "../../../db/db.schema.json" with { type: "json" };
import { objectSchema, type JsonSchema } from "../../../lib/http/schema.ts";
import { OUTCOMES } from "../../../lib/releases/rules/outcome.ts";

const { uuid, container, channel, image, digest, repository, sha, ref, counter } = databaseSchema.$defs;

const text: JsonSchema = { type: "string" };
const texts: JsonSchema = { type: "array", items: text };

const release = objectSchema({ container, channel, image, digest }, ["digest"]);
const source = objectSchema({ repository, sha, ref, run_id: counter, run_attempt: counter });

/** The body of `POST /v1/dispatches`; `readDispatch` reads it. */
export const DISPATCH_BODY: JsonSchema = {
  ...objectSchema({
    version: { const: 1 },
    dispatch_id: uuid,
    releases: {
      type: "array",
      minItems: 1,
      maxItems: 500,
      items: { ...release, additionalProperties: false },
    },
    source,
  }),
  additionalProperties: false,
};

const imageOrNull: JsonSchema = { type: ["string", "null"] };

/** The component `dispatchOutcome`. */
export const DISPATCH_OUTCOME: JsonSchema = objectSchema(
  {
    dispatch_id: uuid,
    results: {
      type: "array",
      items: objectSchema({
        container: text,
        channel: text,
        outcome: { enum: OUTCOMES },
        reason: { ...text, description: "empty for a plain release" },
        before: { ...imageOrNull, description: "null if nothing was on record" },
        after: imageOrNull,
      }),
    },
    problems: { ...texts, description: "why all of it is rejected; empty where it is not" },
    notes: { ...texts, description: "remarks on the policy and the locks" },
    commit: {
      ...objectSchema({ sha, url: text }),
      description: "of the release repository; absent where nothing was written",
    },
  },
  ["commit"],
);
