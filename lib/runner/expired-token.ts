import type { Credentials } from "../github/access.ts";
import { codeOf } from "../github/failure/failure.ts";

/** App tokens start with this; their length varies. */
const APP_TOKEN = /^ghs_/;

/** A token that a step received when the job began. */
export interface UsedToken {
  readonly credentials: Credentials;
  /** Epoch milliseconds when GitHub accepted the token; undefined if it never did. */
  readonly took: number | undefined;
}

/**
 * Explains why GitHub rejects a token at the end of the job that it accepted at the start of the step: an App's token
 * expires after an hour. Every other error passes unchanged.
 */
export function explainExpiry(error: unknown, { credentials, took }: UsedToken): unknown {
  if (took === undefined || !("token" in credentials) || !isUnauthorized(error)) return error;
  const minutes = Math.round((Date.now() - took) / 60_000);
  const ago = minutes < 2 ? "a minute ago" : `${minutes} minutes ago`;
  const life = APP_TOKEN.test(credentials.token)
    ? "It has expired: an App's token is valid for one hour."
    : "It has expired or was revoked.";
  const [refused = error.message] = /^.*?GitHub answered 401, [^.]*\./.exec(error.message) ?? [];
  return new Error(
    `${refused} GitHub accepted ${credentials.tokenLabel} when the step began, ${ago}, and rejects it now. ${life} Give ` +
      "app-id and private-key instead of token: the step then creates a new token when the job ends.",
    { cause: error.cause },
  );
}

function isUnauthorized(error: unknown): error is Error {
  return error instanceof Error && codeOf(error) === "bad-credentials";
}
