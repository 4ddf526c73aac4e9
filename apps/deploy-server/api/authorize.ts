import type { FastifyRequest } from "fastify";
import { codeOf } from "../../../lib/github/failure/failure.ts";
import { ProvenanceRefusal } from "../../../lib/github/oidc/refusal.ts";
import { HttpProblem } from "../../../lib/http/problem.ts";
import { headerOf } from "../http/bodies.ts";
import { tokenViewer, workflowViewer, type Viewer } from "../people/viewer.ts";
import { mayPass, messageOf } from "../trouble.ts";
import type { World } from "../world.ts";

/** How requests prove who sends them, as the description has it. */
export const SECURITY = [{ githubToken: [] }, { actionsToken: [] }];

const CHALLENGE = { headers: { "www-authenticate": 'Bearer realm="deploy server"' } };

/** Who sends a request, by its token. @throws HttpProblem 401, or 503 where nobody could be asked who it is */
export async function viewerOf(world: World, request: FastifyRequest): Promise<Viewer> {
  const [, token] =
    /^(?:Bearer|token) ([\u0021-\u007e]{1,4096})$/i.exec(headerOf(request, "authorization") ?? "") ?? [];
  if (token === undefined) {
    throw new HttpProblem(
      401,
      "There is no token: send the header Authorization: Bearer <token>, with a token of GitHub or a job's OIDC token.",
      CHALLENGE,
    );
  }
  try {
    return await (isJwt(token) ? workflowViewer(world, token) : tokenViewer(world, token));
  } catch (error) {
    if (error instanceof ProvenanceRefusal) {
      throw new HttpProblem(
        401,
        `The OIDC token is refused: ${error.message}. Request one with the audience ${world.settings.publicUrl} in a job of its own.`,
        CHALLENGE,
      );
    }
    if (mayPass(error)) {
      throw new HttpProblem(503, `GitHub could not be asked whose token this is: ${messageOf(error)}`, {
        headers: { "retry-after": "10" },
      });
    }
    if (codeOf(error) === undefined) throw error;
    throw new HttpProblem(401, "GitHub does not take this token: send one that is valid still.", CHALLENGE);
  }
}

/** GitHub's own tokens begin with what they are: `ghp_`, `github_pat_`, `ghu_`, `ghs_`. */
function isJwt(token: string): boolean {
  return /^[\w-]+\.[\w-]+\.[\w-]*$/.test(token) && !token.startsWith("gh");
}
