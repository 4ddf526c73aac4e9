import { GraphqlResponseError } from "@octokit/graphql";
import { RequestError } from "@octokit/request-error";
import type { RateLimit } from "./failure.ts";

type Headers = Readonly<Record<string, string | number | undefined>>;

/** "If neither is given, wait for at least one minute." */
const UNSAID_MS = 60_000;

/**
 * The rate limit that an error reports, if any: 403 or 429, or GraphQL's 200 with an error of type RATE_LIMIT. It ends
 * after `retry-after`, or at `x-ratelimit-reset` if nothing remains, or else in a minute.
 * @see https://docs.github.com/en/rest/using-the-rest-api/rate-limits-for-the-rest-api#exceeding-the-rate-limit
 * @param now epoch milliseconds
 */
export function rateLimitOf(error: unknown, now: number): RateLimit | undefined {
  if (error instanceof GraphqlResponseError) {
    const types = (error.errors ?? []).map(({ type }: { readonly type: string }) => type);
    return types.some((type) => type === "RATE_LIMIT" || type === "RATE_LIMITED")
      ? fromHeaders(error.headers, now)
      : undefined;
  }
  if (!(error instanceof RequestError) || (error.status !== 403 && error.status !== 429)) return undefined;
  const headers: Headers = error.response?.headers ?? {};
  const isSaid =
    error.status === 429 ||
    headers["retry-after"] !== undefined ||
    String(headers["x-ratelimit-remaining"]) === "0" ||
    /rate limit/i.test(error.message);
  return isSaid ? fromHeaders(headers, now) : undefined;
}

function fromHeaders(headers: Headers, now: number): RateLimit {
  const after = Number(headers["retry-after"]);
  if (after > 0) return { code: "rate-limit", limit: "secondary", until: now + after * 1000 };
  const reset = Number(headers["x-ratelimit-reset"]) * 1000;
  if (String(headers["x-ratelimit-remaining"]) === "0" && reset > 0) {
    return { code: "rate-limit", limit: "hourly", until: Math.max(now + 1000, reset) };
  }
  return { code: "rate-limit", limit: "secondary", until: now + UNSAID_MS };
}
