import type { IdTokenSource } from "../github/oidc/id-token-request.ts";

/** Where this job requests its OIDC tokens; undefined if the job lacks `id-token: write`. */
export function idTokenSource(environment: NodeJS.ProcessEnv): IdTokenSource | undefined {
  const url = environment["ACTIONS_ID_TOKEN_REQUEST_URL"] ?? "";
  const token = environment["ACTIONS_ID_TOKEN_REQUEST_TOKEN"] ?? "";
  return url === "" || token === "" ? undefined : { url, token };
}
