import { audienceFor } from "../github/oidc/audience.ts";
import type { VerifiedRun } from "../github/oidc/claims.ts";
import type { IssuerKeys } from "../github/oidc/issuer-keys.ts";
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
  /** Whether a dispatch needs a token. */
  readonly provenance: "optional" | "required";
  readonly oidcIssuer: string;
  /** How long a token is accepted after its expiry, in milliseconds. */
  readonly leeway: number;
}

interface DispatchVerification extends ProvenanceOptions {
  /** The release repository, which must be the token's audience. */
  readonly repository: RepositoryName;
  readonly via: Origin["via"];
  /** What its times are held against; the machine's own time unless told. */
  readonly now?: Date;
  /** Fetched for this token unless given. */
  readonly keys?: IssuerKeys;
}

/**
 * Verifies a dispatch's token, even if none is required: an invalid token is an attack or a mistake, and neither may
 * pass. Makes one request if there is a token and its issuer's keys
 * are not kept, none otherwise.
 * @returns undefined if there is no token and none is required
 * @throws InvalidDocument if the dispatch must be rejected, Unverifiable if the issuer cannot be reached
 */
export async function verifyProvenance(
  session: Session,
  dispatch: ReceivedDispatch,
  { repository, via, provenance, oidcIssuer, leeway, ...more }: DispatchVerification,
): Promise<VerifiedRun | undefined> {
  const { id, releases, source, provenance: token } = dispatch;
  if (token === undefined) {
    // A run started by hand claims nothing that needs a proof: GitHub itself says who started it.
    const required = provenance === "required" && via === "event";
    requireValid(
      DISPATCH_DOCUMENT,
      missingProvenance(dispatch, () => required),
    );
    return undefined;
  }
  session.log.mask(token);
  if (source === undefined) throw refusal("the dispatch has no source to prove");
  const { repository: name, sha, ref, run_id: runId, run_attempt: runAttempt } = source;
  try {
    return await verifyIdToken(session, token, {
      issuer: oidcIssuer,
      audience: audienceFor(repository, vouchedContent(id, releases)),
      run: { repository: name, sha, ref, runId, runAttempt },
      leeway,
      ...more,
    });
  } catch (error) {
    throw error instanceof ProvenanceRefusal ? refusal(error.message) : error;
  }
}

function refusal(reason: string): InvalidDocument {
  return new InvalidDocument(DISPATCH_DOCUMENT, [
    { path: "provenance", message: `provenance is rejected: ${reason}` },
  ]);
}
