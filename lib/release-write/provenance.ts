import { audienceFor } from "../github/oidc/audience.ts";
import type { VerifiedRun } from "../github/oidc/claims.ts";
import { ProvenanceRefusal } from "../github/oidc/refusal.ts";
import { verifyIdToken } from "../github/oidc/verify-id-token.ts";
import type { RepositoryName } from "../github/repository.ts";
import type { Session } from "../github/session.ts";
import { DISPATCH_DOCUMENT, type ReceivedDispatch } from "../releases/documents/dispatch.ts";
import { InvalidDocument, requireValid } from "../releases/documents/problem.ts";
import type { Origin } from "../releases/rules/policy-problems.ts";
import { missingProvenance, vouchedContent } from "../releases/rules/provenance.ts";

/** How a dispatch's token is verified. */
export interface ProvenanceOptions {
  /** Whether a dispatch may come without a token. */
  readonly provenance: "optional" | "required";
  readonly oidcIssuer: string;
  /** How long after its expiry a token is still good, in milliseconds. */
  readonly leeway: number;
}

export interface Verification extends ProvenanceOptions {
  /** The release repository, which the token must be for. */
  readonly repository: RepositoryName;
  readonly via: Origin["via"];
}

/**
 * Verifies the token that a dispatch brings, whether or not one is required: a wrong one is an attack or a mistake,
 * and neither may pass. One request where there is a token, none where there is none.
 * @returns undefined when there is no token and none is required
 * @throws InvalidDocument when the dispatch is to be rejected, Unverifiable when nobody can say
 */
export async function verifyProvenance(
  session: Session,
  dispatch: ReceivedDispatch,
  { repository, via, provenance, oidcIssuer, leeway }: Verification,
): Promise<VerifiedRun | undefined> {
  const { id, releases, source, provenance: token } = dispatch;
  if (token === undefined) {
    // A run that someone started by hand has no claim to prove: GitHub itself says who it was.
    const required = provenance === "required" && via === "event";
    requireValid(
      DISPATCH_DOCUMENT,
      missingProvenance(dispatch, () => required),
    );
    return undefined;
  }
  session.log.mask(token);
  if (source === undefined) throw refusal("it comes with no source that it could prove");
  const { repository: name, sha, ref, run_id: runId, run_attempt: runAttempt } = source;
  try {
    return await verifyIdToken(session, token, {
      issuer: oidcIssuer,
      audience: audienceFor(repository, vouchedContent(id, releases)),
      run: { repository: name, sha, ref, runId, runAttempt },
      leeway,
    });
  } catch (error) {
    throw error instanceof ProvenanceRefusal ? refusal(error.message) : error;
  }
}

function refusal(reason: string): InvalidDocument {
  return new InvalidDocument(DISPATCH_DOCUMENT, [
    { path: "provenance", message: `provenance is refused: ${reason}` },
  ]);
}
