import { objectSchema, type JsonSchema } from "../../../lib/http/schema.ts";

const commit: JsonSchema = {
  type: "string",
  pattern: "^[0-9a-f]{7,40}$",
  description: "a commit's first 7 to 40 digits",
};
const yes: JsonSchema = { const: true };

const COMMON: Readonly<Record<string, JsonSchema>> = {
  config: { type: "string", pattern: "^[a-z0-9._-]{1,128}$" },
  channel: { type: "string", pattern: "^[a-z0-9._-]{1,128}$", description: "none is ever a default" },
  why: {
    type: "string",
    pattern: "^[^\\x00-\\x1f\\x7f-\\x9f\\u2028\\u2029]{0,300}$",
    description: "in one line; whoever confirms it sees it",
  },
};

const CONFIG_SHA = { config_sha: commit } as const;

/** What says what is to happen: one of these, each perhaps with a commit of the config. */
const WISHES: readonly (readonly [
  Readonly<Record<string, JsonSchema>>,
  Readonly<Record<string, JsonSchema>>?,
])[] = [
  [{ branch: { type: "string", pattern: "^[^\\s]{1,250}$" } }, CONFIG_SHA],
  [{ pull_request: { type: "integer", minimum: 1, maximum: 999_999_999 } }, CONFIG_SHA],
  [{ artifact_sha: commit }, CONFIG_SHA],
  [CONFIG_SHA],
  [
    {
      version: {
        type: "string",
        pattern: "^v?\\d{1,9}\\.\\d{1,9}\\.\\d{1,9}(?:-[0-9A-Za-z.-]{1,100})?(?:\\+[0-9A-Za-z.-]{1,100})?$",
        description: "of a chart",
      },
    },
  ],
  [
    {
      reapply: {
        type: "string",
        pattern: "^(?:[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}|[0-9a-f]{40})$",
        description: "the request, or the commit of the ledger, that made run what is to run again",
      },
    },
  ],
  [{ undeploy: yes }],
  [{ rollback: yes }],
  [{ resume: yes }],
  [{ adopt: yes }],
];

/** The body of `POST /v1/requests`; `calledIn` reads it. */
export const WISH_SCHEMA: JsonSchema = {
  oneOf: WISHES.map(([one, more = {}]) => ({
    ...objectSchema({ ...COMMON, ...one, ...more }, ["why", ...Object.keys(more)]),
    additionalProperties: false,
  })),
};
