import type { Credentials } from "../github/access.ts";
import { codeOf } from "../github/failure/failure.ts";

/** An App's token starts so; its length is not fixed. */
const APP_TOKEN = /^ghs_/;

/** A token that a step was given when the job began. */
export interface UsedToken {
  readonly credentials: Credentials;
  /** Epoch milliseconds when GitHub took it; undefined when it never did. */
  readonly took: number | undefined;
}

/**
 * Says of a token that GitHub took when the step began, and refuses now that the job ends, that it died: an App's token
 * lives for one hour. Every other error passes unchanged.
 */
export function explainExpiry(error: unknown, { credentials, took }: UsedToken): unknown {
  if (took === undefined || !("token" in credentials) || !isUnauthorized(error)) return error;
  const minutes = Math.round((Date.now() - took) / 60_000);
  const ago = minutes < 2 ? "a minute ago" : `${minutes} minutes ago`;
  const life = APP_TOKEN.test(credentials.token)
    ? "It has expired: an App's token lives for one hour."
    : "It has expired or was revoked.";
  const [refused = error.message] = /^.*?GitHub answered 401, [^.]*\./.exec(error.message) ?? [];
  return new Error(
    `${refused} GitHub took ${credentials.tokenLabel} when the step began, ${ago}, and refuses it now. ${life} Give ` +
      "app-id and private-key instead of token, so that the step makes a new one when the job ends.",
    { cause: error.cause },
  );
}

function isUnauthorized(error: unknown): error is Error {
  return error instanceof Error && codeOf(error) === "bad-credentials";
}
