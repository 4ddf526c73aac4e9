import { getJson } from "../get-json.ts";
import type { Session } from "../session.ts";

/** Where a workflow asks for its OIDC tokens. */
export interface IdTokenSource {
  readonly url: string;
  /** What the request is authorized with. */
  readonly token: string;
}

/**
 * Asks GitHub for a token that names the run. The toolkit's core.getIDToken asks the same, but nothing bounds it: where
 * GitHub hangs, it holds the process for minutes.
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
  if (typeof value !== "string" || value === "") throw new Error("there is no token in it");
  return value;
}
