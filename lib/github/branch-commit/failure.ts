import { GraphqlResponseError } from "@octokit/graphql";
import { RequestError } from "@octokit/request-error";
import { limitOf, type Limit } from "../limit.ts";

/**
 * What a failed request says of the branch.
 * - `moved`: someone else's commit came first; nothing of ours was written.
 * - `unknown`: the answer is lost or GitHub stumbled; the write may have happened.
 * - `limited`: GitHub asks to wait; nothing was written.
 * - `early`: the token is so new that GitHub does not know it everywhere; nothing was written.
 * - `refused`: GitHub understood and said no; trying again changes nothing.
 */
export type Failure =
  { readonly kind: "moved" | "unknown" | "early" | "refused" } | ({ readonly kind: "limited" } & Limit);

/**
 * @param age how long this process has been running, in milliseconds: its token is about as old
 * @param now epoch milliseconds
 */
export function classifyFailure(error: unknown, age: number, now: number): Failure {
  const limit = limitOf(error, now);
  if (limit !== undefined) return { kind: "limited", ...limit };
  if (error instanceof GraphqlResponseError) return { kind: classifyGraphql(error) };
  if (!(error instanceof RequestError)) return { kind: "refused" };
  if (error.status === 401 && age < YOUNG_MS) return { kind: "early" };
  return { kind: PASSING.has(error.status) ? "unknown" : "refused" };
}

/** "A fresh token can briefly get 401" (reported); a wrong one is told apart by not getting better. */
const YOUNG_MS = 10_000;

/** Octokit gives a lost connection the status 500. */
const PASSING = new Set([408, 500, 502, 503, 504]);

/** createCommitOnBranch's two wordings for a head that is not the expected one, and GitHub's for its own failure. */
const MOVED = /Expected branch to point to|is at [0-9a-f]{40} but expected/;
const STUMBLED = /Something went wrong|timed? ?out|try again later|internal error/i;

function classifyGraphql(error: GraphqlResponseError<unknown>): "moved" | "unknown" | "refused" {
  const errors: readonly { readonly type: string; readonly message: string }[] = error.errors ?? [];
  if (errors.some(({ type, message }) => type === "STALE_DATA" || MOVED.test(message))) return "moved";
  return errors.some(({ type, message }) => type === "INTERNAL" || STUMBLED.test(message))
    ? "unknown"
    : "refused";
}
