import type { FastifyRequest } from "fastify";
import { codeOf } from "../../../lib/github/failure/failure.ts";
import { ProvenanceRefusal } from "../../../lib/github/oidc/refusal.ts";
import { headerOf } from "../../../lib/http/bodies.ts";
import { Budget } from "../../../lib/http/limits/budget.ts";
import { clientOf } from "../../../lib/http/limits/client.ts";
import { HttpProblem } from "../../../lib/http/problem.ts";
import { isKnown, tokenViewer, workflowViewer, type Viewer } from "../people/viewer.ts";
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
  const kind = kindOf(token);
  if (kind === undefined) throw new HttpProblem(401, NOT_TAKEN, CHALLENGE);
  const lookUps = refusedLookUps(world);
  const client = clientOf(request.ip);
  if (!isKnown(world, token) && lookUps.exhausted(client) !== undefined) {
    throw new HttpProblem(
      429,
      "Too many tokens that GitHub does not take: send a valid one, and wait for a minute before the next.",
      { headers: { "retry-after": "60" } },
    );
  }
  try {
    return await (kind === "job" ? workflowViewer(world, token) : tokenViewer(world, token));
  } catch (error) {
    const problem = problemOf(world, error);
    if (problem.statusCode === 401) {
      lookUps.add(client, 1);
      setTimeout(() => lookUps.add(client, -1), REFUSED_MS).unref();
    }
    throw problem;
  }
}

/** Each look-up of a made-up token is a request to GitHub, which blocks addresses that send it many of those. */
const REFUSED_MS = 60_000;
const REFUSED = 60;
const REFUSED_PER_CLIENT = 20;

const budgets = new WeakMap<World, Budget>();

function refusedLookUps(world: World): Budget {
  const kept = budgets.get(world) ?? new Budget(REFUSED, REFUSED_PER_CLIENT);
  budgets.set(world, kept);
  return kept;
}

const NOT_TAKEN = "GitHub does not take this token: send one that is valid still.";

/** @throws what is no refusal */
function problemOf({ settings }: World, error: unknown): HttpProblem {
  if (error instanceof ProvenanceRefusal) {
    return new HttpProblem(
      401,
      `The OIDC token is refused: ${error.message}. Request one with the audience ${settings.publicUrl} in a job of its own.`,
      CHALLENGE,
    );
  }
  if (mayPass(error)) {
    return new HttpProblem(503, `GitHub could not be asked whose token this is: ${messageOf(error)}`, {
      headers: { "retry-after": "10" },
    });
  }
  if (codeOf(error) === undefined) throw error;
  return new HttpProblem(401, NOT_TAKEN, CHALLENGE);
}

/** What a token looks like; GitHub is asked for nothing that is none of its own. */
function kindOf(token: string): "job" | "token" | undefined {
  if (/^(?:gh[a-z]_|github_pat_)[\w.-]{20,}$|^[0-9a-f]{40}$/.test(token)) return "token";
  return /^[\w-]+\.[\w-]+\.[\w-]+$/.test(token) ? "job" : undefined;
}
