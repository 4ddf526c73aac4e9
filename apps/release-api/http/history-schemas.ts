import { objectSchema, ref, type JsonSchema } from "../../../lib/http/schema.ts";
import { HISTORY_KINDS } from "../../../lib/releases/history/history-entry.ts";

const text: JsonSchema = { type: "string" };
const orNull = (schema: JsonSchema): JsonSchema => ({ anyOf: [schema, { type: "null" }] });
const count: JsonSchema = { type: "integer", minimum: 0 };
const url: JsonSchema = orNull({ type: "string", format: "uri" });

/** The components of `/v1/history`, by name. */
export const HISTORY_COMPONENTS: Readonly<Record<string, JsonSchema>> = {
  history: objectSchema({
    repository: {
      ...orNull(ref("repository")),
      description: "the release repository; null if its clone did not say",
    },
    head: { ...ref("sha"), description: "the commit that the history ends at" },
    complete: { type: "boolean", description: "false if it was made from a shallow clone, and begins late" },
    total: { type: "integer", minimum: 0, description: "the number of entries on all pages" },
    entries: { type: "array", items: ref("historyEntry") },
  }),
  historyEntry: objectSchema(
    {
      at: { ...ref("time"), description: "when it was committed" },
      container: ref("container"),
      channel: ref("channel"),
      kind: {
        enum: [...HISTORY_KINDS],
        description: "edit and remove: changes of the file by hand, without one of the suite's operations",
      },
      from: orNull(ref("running")),
      to: orNull(ref("running")),
      by: { ...text, description: "the person who asked for it; of an edit by hand, the commit's author" },
      committed_by: {
        ...text,
        description: "the commit's author: an App or a bot that acted for the person",
      },
      commit: { ...ref("sha"), description: "the release repository's commit" },
      dispatch_id: ref("uuid"),
      request_id: { ...text, description: "the deploy server's request" },
      reason: text,
      promoted_from: ref("channel"),
      forced: { const: true },
      pinned: { ...ref("pin"), description: "the pin that it left" },
      published_at: {
        ...orNull(ref("time")),
        description:
          "when Argo CD was given an image of the release API with it; null if no commit says so yet",
      },
      replaced_at: { ...orNull(ref("time")), description: "when it stopped being what runs" },
      replaced_by: orNull({ enum: [...HISTORY_KINDS] }),
      links: objectSchema({ commit: url, source: url, run: url, compare: url }),
    },
    ["dispatch_id", "request_id", "reason", "promoted_from", "forced", "pinned"],
  ),
  statistics: objectSchema({
    since: ref("time"),
    until: ref("time"),
    total: { type: "integer", minimum: 0, description: "the number of containers on all pages" },
    containers: { type: "array", items: ref("containerStatistics") },
  }),
  containerStatistics: objectSchema({
    container: ref("container"),
    releases: count,
    promotions: count,
    rollbacks: count,
    rolled_back: { ...count, description: "releases and promotions that a rollback has ended" },
    per_week: { type: "number", minimum: 0, description: "releases, promotions and rollbacks" },
    publish_seconds: {
      ...orNull(objectSchema({ median: count, slowest: count })),
      description:
        "from the release's commit until Argo CD was given an image with it; null where no commit says so",
    },
  }),
  running: {
    description: "an image with the build that made it, a chart's version, or a config's commit",
    anyOf: [
      objectSchema({ image: ref("image"), digest: ref("digest"), source: ref("source") }, [
        "digest",
        "source",
      ]),
      objectSchema({ chart: ref("ociAddress"), version: ref("chartVersion"), digest: ref("digest") }),
      objectSchema({ repository: ref("repository"), path: ref("configPath"), sha: ref("sha") }),
    ],
  },
};
