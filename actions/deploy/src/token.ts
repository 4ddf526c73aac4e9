import { requestIdToken } from "../../../lib/github/oidc/id-token-request.ts";
import type { Session } from "../../../lib/github/session.ts";
import type { TokenSource } from "../../../lib/runner/deploy-server/call.ts";
import { idTokenSource } from "../../../lib/runner/id-token-source.ts";

/** GitHub's tokens live five minutes. */
const KEPT_MS = 4 * 60_000;

/**
 * Tokens that are good for the deploy server alone.
 * @param audience the server's address
 * @throws Error where the job may not request any
 */
export function tokenSource(session: Session, audience: string): TokenSource {
  const source = idTokenSource(process.env);
  if (source === undefined) {
    throw new Error(
      "The job may not request an OIDC token: add id-token: write to its permissions, and to those of the job that calls its workflow. Workflows of pull requests from forks never may.",
    );
  }
  let kept: { readonly token: string; readonly until: number } | undefined;
  return {
    token: async () => {
      if (kept !== undefined && Date.now() < kept.until) return { token: kept.token, isFresh: false };
      const token = await requestIdToken(session, source, audience);
      session.log.mask(token);
      kept = { token, until: Date.now() + KEPT_MS };
      return { token, isFresh: true };
    },
    forget: () => {
      kept = undefined;
    },
  };
}
