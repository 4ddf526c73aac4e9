import { problem } from "../../../lib/http/answers.ts";
import { bodyOf, headerOf } from "../../../lib/http/bodies.ts";
import type { Endpoint } from "../../../lib/http/endpoint.ts";
import { HttpProblem } from "../../../lib/http/problem.ts";
import { isSigned, type SigningSecrets } from "../../../lib/http/signing-secrets.ts";
import type { Follower } from "../follow/follower.ts";

/** GitHub sends up to 25 MB; of a push, only that there was one counts. */
export const HOOK_BODY_LIMIT = 4 * 1024 * 1024;

/** `POST /webhooks/github` @param secrets undefined where there is nothing to follow, or no hints are taken */
export function hookEndpoint(follower: Follower | undefined, secrets: SigningSecrets | undefined): Endpoint {
  return {
    method: "POST",
    url: "/webhooks/github",
    id: "receiveGitHubWebhook",
    summary: "A webhook of GitHub: look at the followed branch now",
    description:
      "Only a hint: what is served is what GitHub says when it is asked. A webhook that is lost costs no more than the time until the next look.",
    security: [{ githubSignature: [] }],
    answers: {
      202: { description: "the server looks at the branch." },
      400: problem("the request has no body."),
      401: problem("the signature is missing or not that of the webhook's secret."),
      403: problem("the server follows no branch, or has no GITHUB_WEBHOOK_SECRET."),
      413: problem("the body is too large."),
    },
    async handle(request, reply) {
      if (follower === undefined || secrets === undefined)
        throw new HttpProblem(
          403,
          "This server takes no webhooks: set RELEASE_REPOSITORY and GITHUB_WEBHOOK_SECRET.",
        );
      const signature = headerOf(request, "x-hub-signature-256") ?? "";
      if (!(await isSigned(secrets, bodyOf(request), signature)))
        throw new HttpProblem(
          401,
          "This is not taken for GitHub's: X-Hub-Signature-256 is not that of the webhook's secret.",
        );
      void follower.look();
      return reply.code(202).send();
    },
  };
}
