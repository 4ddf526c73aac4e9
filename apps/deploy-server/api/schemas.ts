import { OPEN_STATES, OUTCOMES, RESTING_STATES } from "../../../lib/deploys/request.ts";
import { objectSchema, ref, type JsonSchema } from "../../../lib/http/schema.ts";

const text: JsonSchema = { type: "string" };
const time: JsonSchema = { type: "string", format: "date-time" };
const sha: JsonSchema = { type: "string", pattern: "^[0-9a-f]{40}$", description: "a commit" };
const texts: JsonSchema = { type: "array", items: text };
const list = (component: string): JsonSchema => ({ type: "array", items: ref(component) });

const state: JsonSchema = { enum: [...OPEN_STATES, ...RESTING_STATES, ...OUTCOMES] };

/** The components of the API's answers, by name. */
export const API_COMPONENTS: Readonly<Record<string, JsonSchema>> = {
  desired: objectSchema(
    {
      kind: {
        enum: ["virtual", "artifactless", "artifactful", "chart"],
        description:
          "virtual: not deployed. artifactless: a config alone. artifactful: a config with an image. chart: a version of a Helm chart",
      },
      text: { ...text, description: "in a few words: a tag, or what else tells it from others" },
      config_sha: sha,
      artifact: objectSchema({ sha, image: text, digest: text }, ["digest"]),
      chart: objectSchema({ address: text, version: text, digest: text }),
    },
    ["config_sha", "artifact", "chart"],
  ),
  config: objectSchema(
    {
      name: text,
      team: text,
      source: { ...text, description: "the repository in which its artifact is built" },
      channels: texts,
      files: list("configFile"),
    },
    ["team", "source"],
  ),
  configFile: objectSchema(
    {
      repository: text,
      path: text,
      state: { enum: ["present", "broken"] },
      config_sha: { ...sha, description: "the commit that last changed it" },
      problems: { ...text, description: "why it cannot be read" },
    },
    ["problems"],
  ),
  configs: objectSchema({ configs: list("config") }),
  target: objectSchema(
    {
      config: text,
      channel: text,
      team: text,
      source: text,
      protected: { type: "boolean" },
      clusters: texts,
      desired: ref("desired"),
      since: time,
      by: text,
      standing: {
        ...text,
        description:
          "live, released (nobody knows yet what became of it), not deployed, or the state of the request that is under way or came last",
      },
      running: ref("desired"),
      request: { ...text, description: "the request that has made what is desired" },
      open: { ...texts, description: "requests that are under way, the first that came first" },
      build: ref("build"),
      previews: list("branchPreview"),
      drift: texts,
      held: { ...text, description: "why nothing may be deployed there now" },
      stopped: { ...text, description: "why events deploy nothing there until somebody resumes it" },
    },
    ["team", "source", "since", "by", "running", "request", "build", "held", "stopped"],
  ),
  build: objectSchema(
    { branch: text, sha, state: { enum: ["green", "running", "red", "none"] }, says: text },
    ["says"],
  ),
  branchPreview: objectSchema(
    {
      branch: text,
      sha: { ...sha, description: "the branch's head" },
      state: { enum: ["waiting", "refused", "deploying", "live", "failed", "removing"] },
      says: text,
      since: time,
      cluster: text,
      namespace: text,
      runs: ref("desired"),
    },
    ["says", "cluster", "namespace", "runs"],
  ),
  targets: objectSchema({ targets: list("target") }),
  request: objectSchema(
    {
      id: { ...text, format: "uuid" },
      config: text,
      channel: text,
      kind: { enum: ["deploy", "rollback", "reapply", "undeploy", "resume", "adopt", "autodeploy"] },
      state,
      has_ended: { type: "boolean", description: "whether it stays as it is" },
      reason: objectSchema({ code: text, message: text }),
      from: ref("desired"),
      to: ref("desired"),
      by: text,
      via: { enum: ["slack", "page", "api", "event"] },
      why: text,
      times: { type: "object", additionalProperties: time, description: "when each state was entered" },
      preview: ref("preview"),
      confirmations: list("consent"),
      approvals: list("consent"),
      commit: { ...sha, description: "of the ledger" },
      progress: text,
      silence: {
        ...objectSchema({ since: time, says: text }),
        description: "while what was asked for it does not answer, so that nobody knows how it stands",
      },
      url: { ...text, description: "its page" },
    },
    ["reason", "from", "to", "by", "preview", "commit", "progress", "silence"],
  ),
  preview: objectSchema(
    {
      hash: { ...text, description: "what a confirmation names, so that it is for what was shown" },
      needs_confirmation: { type: "boolean" },
      approvals: { type: "integer", minimum: 0 },
      changes: texts,
      applications: { ...texts, description: "of an ApplicationSet: those that are synced" },
      also_ships: list("companion"),
      drift: texts,
      hidden: {
        type: "integer",
        minimum: 0,
        description: "changes in repositories that you may not read",
      },
      unavailable: text,
    },
    ["applications", "unavailable"],
  ),
  companion: objectSchema({ repository: text, sha, author: text, subject: text, files: texts }),
  consent: objectSchema({ by: text, at: time }),
  requests: objectSchema({ requests: list("request") }),
  history: objectSchema({ history: list("pastDeploy") }),
  pastDeploy: objectSchema(
    {
      at: time,
      what: ref("desired"),
      kind: text,
      by: text,
      state: {
        ...text,
        description: "of its request; released where no request of this server is behind it",
      },
      request: text,
      commit: sha,
      seconds: { type: "integer", minimum: 0, description: "from asking to its end" },
    },
    ["by", "request", "commit", "seconds"],
  ),
  rules: objectSchema({ rules: list("rule") }),
  rule: objectSchema({
    rule: { ...text, description: "such as permission, freeze or window" },
    verdict: {
      enum: ["passed", "refused", "waits", "not asked"],
      description: "not asked: another rule refuses first, or it is asked of each version",
    },
    says: text,
  }),
  locks: objectSchema({ locks: list("lock"), freezes: list("freeze"), pins: list("pin") }),
  lock: objectSchema({ config: text, channel: text, owner: text, reason: text, at: time, until: time }, [
    "config",
    "channel",
    "until",
  ]),
  place: objectSchema({ config: text, channel: text }),
  freeze: objectSchema(
    {
      config: text,
      channel: text,
      by: text,
      reason: text,
      from: time,
      until: time,
      weekly: { type: "object" },
    },
    ["config", "from", "until", "weekly"],
  ),
  pin: objectSchema({ config: text, channel: text, by: text, reason: text, until: time }, [
    "by",
    "reason",
    "until",
  ]),
};
