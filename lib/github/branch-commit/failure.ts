import { GraphqlResponseError } from "@octokit/graphql";
import { RequestError } from "@octokit/request-error";

/**
 * What a failed request says of the branch.
 * - `moved`: someone else's commit came first; nothing of ours was written.
 * - `unknown`: the answer is lost or GitHub stumbled; the write may have happened.
 * - `refused`: GitHub understood and said no; trying again changes nothing.
 */
export type Failure = "moved" | "unknown" | "refused";

export function classifyFailure(error: unknown): Failure {
  if (error instanceof GraphqlResponseError) return classifyGraphql(error);
  if (error instanceof RequestError) return PASSING.has(error.status) ? "unknown" : "refused";
  return "refused";
}

/** Octokit gives a lost connection the status 500. */
const PASSING = new Set([408, 500, 502, 503, 504]);

/** createCommitOnBranch's two wordings for a head that is not the expected one, and GitHub's for its own failure. */
const MOVED = /Expected branch to point to|is at [0-9a-f]{40} but expected/;
const STUMBLED = /Something went wrong|timed? ?out|try again later|internal error/i;

function classifyGraphql(error: GraphqlResponseError<unknown>): Failure {
  const errors: readonly { readonly type: string; readonly message: string }[] = error.errors ?? [];
  if (errors.some(({ type, message }) => type === "STALE_DATA" || MOVED.test(message))) return "moved";
  return errors.some(({ type, message }) => type === "INTERNAL" || STUMBLED.test(message))
    ? "unknown"
    : "refused";
}
