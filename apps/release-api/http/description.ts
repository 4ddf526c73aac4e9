import type { ApiDescription } from "../../../lib/http/openapi.ts";
import { COMPONENTS } from "./schemas.ts";

/** What `/openapi.json` has in addition to the endpoints. */
export const DESCRIPTION: ApiDescription = {
  title: "Release API",
  version: "1.0.0",
  description: "Which image each container runs in each release channel.",
  components: COMPONENTS,
  securitySchemes: {
    reloadToken: { type: "http", scheme: "bearer", description: "the server's RELOAD_TOKEN" },
    githubSignature: {
      type: "apiKey",
      in: "header",
      name: "X-Hub-Signature-256",
      description: "by GITHUB_WEBHOOK_SECRET",
    },
  },
};
