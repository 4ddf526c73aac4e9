import type { ApiDescription } from "../../../lib/http/openapi.ts";
import { objectSchema, PROBLEM_SCHEMA } from "../../../lib/http/schema.ts";
import { SYNC_SCHEMAS } from "../http/sync-schemas.ts";
import { DISPATCH_OUTCOME } from "./dispatch-schemas.ts";
import { API_COMPONENTS } from "./schemas.ts";

/** What `/openapi.json` says besides the endpoints. */
export const DESCRIPTION: ApiDescription = {
  title: "Deploy server",
  version: "1.0.0",
  description:
    "Deploys what somebody asks for in chat, on its pages or over this API: it writes the ledger, and makes the engine do it.",
  components: {
    health: objectSchema(
      {
        status: { enum: ["ok", "stopping", "unavailable"] },
        waiting: {
          type: "integer",
          minimum: 0,
          description: "entries of the inbox that nobody has dealt with yet",
        },
      },
      ["waiting"],
    ),
    ...API_COMPONENTS,
    dispatchOutcome: DISPATCH_OUTCOME,
    problem: PROBLEM_SCHEMA,
    ...SYNC_SCHEMAS,
  },
  securitySchemes: {
    githubToken: {
      type: "http",
      scheme: "bearer",
      description: "a token of GitHub, of a person or of an App: what it may read there is what you see here",
    },
    actionsToken: {
      type: "http",
      scheme: "bearer",
      bearerFormat: "JWT",
      description: "an OIDC token of a GitHub Actions job, whose audience is this server's address",
    },
    dispatchToken: {
      type: "http",
      scheme: "bearer",
      bearerFormat: "JWT",
      description:
        "an OIDC token of a GitHub Actions job, whose audience is the release repository with a hash of the dispatch's id and releases, as trigger-dispatch requests it",
    },
    slackSignature: {
      type: "apiKey",
      in: "header",
      name: "X-Slack-Signature",
      description: "by the app's signing secret",
    },
    githubSignature: {
      type: "apiKey",
      in: "header",
      name: "X-Hub-Signature-256",
      description: "by the webhook's secret",
    },
    fluxSignature: {
      type: "apiKey",
      in: "header",
      name: "X-Signature",
      description: "by the cluster's notification_secret, as notification-controller makes it",
    },
  },
};
