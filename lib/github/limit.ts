import { GraphqlResponseError } from "@octokit/graphql";
import { RequestError } from "@octokit/request-error";

/** GitHub asks to wait. */
export interface Limit {
  readonly limit: "hourly limit" | "secondary limit";
  /** Milliseconds. */
  readonly wait: number;
}

type Headers = Readonly<Record<string, string | number | undefined>>;

/** "If neither is given, wait for at least one minute." */
const UNSAID_MS = 60_000;

/**
 * The limit that an error tells of, if it does: 403 or 429, or GraphQL's 200 with an error of type RATE_LIMIT.
 * Waits are `retry-after`, else until `x-ratelimit-reset` when nothing remains, else a minute.
 * @see https://docs.github.com/en/rest/using-the-rest-api/rate-limits-for-the-rest-api#exceeding-the-rate-limit
 * @param now epoch milliseconds
 */
export function limitOf(error: unknown, now: number): Limit | undefined {
  if (error instanceof GraphqlResponseError) {
    const types = (error.errors ?? []).map(({ type }: { readonly type: string }) => type);
    return types.some((type) => type === "RATE_LIMIT" || type === "RATE_LIMITED")
      ? fromHeaders(error.headers, now)
      : undefined;
  }
  if (!(error instanceof RequestError) || (error.status !== 403 && error.status !== 429)) return undefined;
  const headers: Headers = error.response?.headers ?? {};
  const said =
    error.status === 429 ||
    headers["retry-after"] !== undefined ||
    String(headers["x-ratelimit-remaining"]) === "0" ||
    /rate limit/i.test(error.message);
  return said ? fromHeaders(headers, now) : undefined;
}

function fromHeaders(headers: Headers, now: number): Limit {
  const after = Number(headers["retry-after"]);
  if (after > 0) return { limit: "secondary limit", wait: after * 1000 };
  const reset = Number(headers["x-ratelimit-reset"]) * 1000;
  if (String(headers["x-ratelimit-remaining"]) === "0" && reset > 0) {
    return { limit: "hourly limit", wait: Math.max(1000, reset - now) };
  }
  return { limit: "secondary limit", wait: UNSAID_MS };
}
