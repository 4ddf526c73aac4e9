import { GraphqlResponseError } from "@octokit/graphql";
import { RequestError } from "@octokit/request-error";
import { limitOf, type Limit } from "./limit.ts";

/**
 * What a failed request says.
 * - `moved`: someone else's commit came first; nothing of ours was written.
 * - `unknown`: the answer is lost or GitHub stumbled; the write may have happened.
 * - `limited`: GitHub asks to wait; nothing was written.
 * - `early`: the token is so new that GitHub does not know it everywhere; nothing was written.
 * - `refused`: GitHub understood and said no; trying again changes nothing.
 */
export type Failure =
  { readonly kind: "moved" | "unknown" | "early" | "refused" } | ({ readonly kind: "limited" } & Limit);

/** An answer of 200 without its content: a proxy's page, or a connection that was cut in the middle. */
export class LostAnswer extends Error {
  override readonly name = "LostAnswer";

  constructor() {
    super("GitHub's answer came without its content");
  }
}

/** 401 for a token that is seconds old, which GitHub may not know everywhere yet (reported). */
export class EarlyToken extends RequestError {
  constructor({ message, status, request, response }: RequestError) {
    super(message, status, { request, ...(response !== undefined && { response }) });
  }
}

/**
 * @param now epoch milliseconds
 */
export function classifyFailure(error: unknown, now: number): Failure {
  const limit = limitOf(error, now);
  if (limit !== undefined) return { kind: "limited", ...limit };
  if (error instanceof GraphqlResponseError) return { kind: classifyGraphql(error) };
  if (error instanceof LostAnswer) return { kind: "unknown" };
  if (!(error instanceof RequestError)) return { kind: "refused" };
  if (error instanceof EarlyToken) return { kind: "early" };
  return { kind: PASSING.has(error.status) ? "unknown" : "refused" };
}

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

/** Why a request is sent again, in words that follow "waiting". */
export function describeFailure(failure: Failure, error: unknown): string {
  switch (failure.kind) {
    case "moved":
      return "another commit came first";
    case "limited":
      return `GitHub's ${failure.limit} was met`;
    case "early":
      return "GitHub does not know the token, or not yet";
    default:
      return `no usable answer (${error instanceof Error ? error.message : String(error)})`;
  }
}
