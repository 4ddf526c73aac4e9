import type { JWTPayload } from "jose";
import type { Account } from "../people/account.ts";
import type { Session } from "../session.ts";
import { timeText, type VerifiedRun } from "./claims.ts";
import { ProvenanceRefusal } from "./refusal.ts";
import { actorIn } from "./token-identity.ts";
import { decodedClaims, verifyIdToken, type Verification } from "./verify-id-token.ts";

/** A run that proves by its token which one it is, and who has started it. */
export interface IdentifiedRun extends VerifiedRun {
  readonly actor: Account;
}

/**
 * Verifies an OIDC token of GitHub Actions for this audience, of whichever run it is. One request, to the issuer,
 * where its keys are not kept.
 * @throws ProvenanceRefusal, Unverifiable
 */
export async function verifyAnyRun(
  session: Session,
  token: string,
  verification: Omit<Verification, "run">,
): Promise<IdentifiedRun> {
  const claims = decodedClaims(token);
  checkWhatNeedsNoKey(claims, verification);
  const run = {
    repository: String(claims["repository"]),
    sha: String(claims["sha"]),
    ref: String(claims["ref"]),
    runId: Number(claims["run_id"]),
    runAttempt: Number(claims["run_attempt"]),
  };
  // The claims that were read are those that are signed: it is one token.
  const verified = await verifyIdToken(session, token, { ...verification, run });
  return { ...verified, actor: actorIn(claims) };
}

/** A token that would be refused in any case asks nothing of the issuer: whoever makes them up costs it no request. */
function checkWhatNeedsNoKey(
  { aud, exp }: JWTPayload,
  { audience, leeway, now = new Date() }: Omit<Verification, "run">,
): void {
  if (aud !== audience)
    throw new ProvenanceRefusal("claim aud", aud, `${JSON.stringify(audience)} is expected`);
  const end = now.getTime() - leeway;
  if (exp === undefined || exp * 1000 <= end) {
    const value = exp === undefined ? undefined : timeText(exp);
    throw new ProvenanceRefusal(
      "claim exp",
      value,
      `a time later than ${timeText(Math.floor(end / 1000))} is expected`,
    );
  }
}
