import { problem } from "../../../lib/http/answers.ts";
import { bodyOf, headerOf } from "../../../lib/http/bodies.ts";
import type { Endpoint } from "../../../lib/http/endpoint.ts";
import { HttpProblem } from "../../../lib/http/problem.ts";
import { isSigned } from "../../../lib/http/signing-secrets.ts";
import { APP_PATHS } from "../github/app.ts";
import { parsedJson } from "../narrow.ts";
import { receiveDelivery } from "../webhooks/receive.ts";
import type { World } from "../world.ts";

/** GitHub sends up to 25 MB; a push of that size says nothing that the branch does not, and is made up for by looking. */
export const GITHUB_BODY_LIMIT = 4 * 1024 * 1024;

/** `POST /webhooks/github` */
export function githubEndpoint(world: World): Endpoint {
  return {
    method: "POST",
    url: APP_PATHS.webhook,
    id: "receiveGitHubWebhook",
    summary: "A webhook of GitHub",
    description: "Answered once it is in the inbox. A redelivery changes nothing.",
    security: [{ githubSignature: [] }],
    answers: {
      202: { description: "it is in the inbox, or was before." },
      400: problem("a header is missing, or the body is no JSON object."),
      401: problem("the signature is missing or not that of the webhook's secret."),
      413: problem("the body is too large."),
    },
    async handle(request, reply) {
      const text = bodyOf(request);
      const signature = headerOf(request, "x-hub-signature-256") ?? "";
      if (!(await isSigned(world.settings.github.webhookSecrets, text, signature))) {
        throw new HttpProblem(
          401,
          "This is not taken for GitHub's: X-Hub-Signature-256 is not that of the webhook's secret.",
        );
      }
      // Only now: what anybody can send must not make GitHub's own wait.
      world.rush.note();
      const [id, event] = [headerOf(request, "x-github-delivery"), headerOf(request, "x-github-event")];
      const body = parsedJson(text);
      if (id === undefined || event === undefined || typeof body !== "object" || body === null) {
        throw new HttpProblem(
          400,
          "X-GitHub-Delivery, X-GitHub-Event and a JSON object are needed: set the webhook's content type to application/json.",
        );
      }
      await receiveDelivery(world, { id, event, text, body });
      return reply.code(202).send();
    },
  };
}
