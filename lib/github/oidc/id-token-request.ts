import { getJson } from "../get-json.ts";
import type { Log } from "../log.ts";

/** Where a job asks for its OIDC tokens. Only a job with `id-token: write` has it. */
export interface IdTokenSource {
  readonly url: string;
  /** What the request is authorized with. */
  readonly token: string;
}

/** From the runner's environment; undefined when the job may ask for none. */
export function idTokenSource(environment: NodeJS.ProcessEnv): IdTokenSource | undefined {
  const url = environment["ACTIONS_ID_TOKEN_REQUEST_URL"] ?? "";
  const token = environment["ACTIONS_ID_TOKEN_REQUEST_TOKEN"] ?? "";
  return url === "" || token === "" ? undefined : { url, token };
}

/**
 * Asks GitHub for a token that names this job. The toolkit's core.getIDToken asks the same, but nothing bounds it:
 * where GitHub hangs, it holds the job for minutes, and the process with it.
 * @see https://docs.github.com/en/actions/reference/security/oidc#methods-for-requesting-the-oidc-token
 * @throws NoAnswer
 */
export function requestIdToken(
  { url, token }: IdTokenSource,
  audience: string,
  { deadline, log }: { readonly deadline: number; readonly log: Log },
): Promise<string> {
  return getJson({
    url: `${url}&audience=${encodeURIComponent(audience)}`,
    headers: { authorization: `Bearer ${token}` },
    read: (json) => {
      const { value } = json as { readonly value?: unknown };
      if (typeof value !== "string" || value === "") throw new Error("there is no token in it");
      return value;
    },
    deadline,
    log,
  });
}
