import { getJson } from "../get-json.ts";
import type { Session } from "../session.ts";

/** Where a workflow requests its OIDC tokens. */
export interface IdTokenSource {
  readonly url: string;
  /** Authorizes the request. */
  readonly token: string;
}

/**
 * Requests an OIDC token that identifies the run. The toolkit's core.getIDToken sends the same request, but without a
 * time limit: if GitHub hangs, it blocks the process for minutes.
 * @see https://docs.github.com/en/actions/reference/security/oidc#methods-for-requesting-the-oidc-token
 * @throws GitHubFailure
 */
export function requestIdToken(
  session: Session,
  { url, token }: IdTokenSource,
  audience: string,
): Promise<string> {
  return getJson(session, {
    url: `${url}&audience=${encodeURIComponent(audience)}`,
    headers: { authorization: `Bearer ${token}` },
    read: tokenIn,
  });
}

function tokenIn(json: unknown): string {
  const value = typeof json === "object" && json !== null && "value" in json ? json.value : undefined;
  if (typeof value !== "string" || value === "") throw new Error("it contains no token");
  return value;
}
