import type { JWTPayload } from "jose";
import type { Account } from "../people/account.ts";
import type { Session } from "../session.ts";
import type { VerifiedRun } from "./claims.ts";
import { ProvenanceRefusal } from "./refusal.ts";
import { decodedClaims, verifyIdToken, type Verification } from "./verify-id-token.ts";

/** A run that proves by its token which one it is, and who has started it. */
export interface IdentifiedRun extends VerifiedRun {
  readonly actor: Account;
}

/**
 * Verifies an OIDC token of GitHub Actions for this audience, of whichever run it is. One request, to the issuer.
 * @throws ProvenanceRefusal, Unverifiable
 */
export async function verifyAnyRun(
  session: Session,
  token: string,
  verification: Omit<Verification, "run">,
): Promise<IdentifiedRun> {
  const claims = decodedClaims(token);
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

function actorIn({ actor: login, actor_id: id }: JWTPayload): Account {
  if (typeof login === "string" && typeof id === "string" && /^[1-9]\d{0,15}$/.test(id)) {
    return { id: Number(id), login };
  }
  throw new ProvenanceRefusal(
    "claim actor_id",
    id,
    "the number of the account that started the run is expected",
  );
}
