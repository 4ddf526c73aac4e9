import { decodeJwt, decodeProtectedHeader, errors, jwtVerify, type JWTPayload } from "jose";
import { GitHubFailure } from "../failure/failure.ts";
import type { Session } from "../session.ts";
import { checkRun, timeText, type ExpectedRun, type VerifiedRun } from "./claims.ts";
import { IssuerKeys } from "./issuer-keys.ts";
import { ProvenanceRefusal } from "./refusal.ts";
import { Unverifiable } from "./unverifiable.ts";

export interface Verification {
  /** The claim `iss`, without a trailing slash. */
  readonly issuer: string;
  readonly audience: string;
  readonly run: ExpectedRun;
  /** How long a token is accepted after its expiry, in milliseconds. */
  readonly leeway: number;
  /** What its times are held against; the machine's own time unless told. */
  readonly now?: Date;
  /** Fetched for this token unless given. */
  readonly keys?: IssuerKeys;
}

const ALGORITHM = "RS256";

/**
 * Verifies that an OIDC token of GitHub Actions was issued to the given run, for this audience. One request, to the
 * issuer, where its keys are not kept.
 * @throws ProvenanceRefusal, Unverifiable
 */
export async function verifyIdToken(
  session: Session,
  token: string,
  verification: Verification,
): Promise<VerifiedRun> {
  const { issuer, audience, run, leeway, now = new Date(), keys = new IssuerKeys() } = verification;
  checkIssuer(token, issuer);
  try {
    const { payload } = await jwtVerify(token, keys.of(session, issuer, now.getTime()), {
      algorithms: [ALGORITHM],
      issuer,
      audience,
      requiredClaims: ["exp"],
      // The tolerance widens both ends; checkRun checks the beginning again, strictly.
      clockTolerance: leeway / 1000,
      currentDate: now,
    });
    return checkRun(payload, run, Math.floor(now.getTime() / 1000));
  } catch (error) {
    const reason = explain(error, token, verification);
    throw reason instanceof ProvenanceRefusal ? Object.assign(reason, { cause: error }) : reason;
  }
}

/** Runs before any key is looked up: another issuer's token would otherwise fail with nothing but an unknown `kid`. */
function checkIssuer(token: string, issuer: string): void {
  const { iss } = decodedClaims(token);
  if (iss !== issuer) throw new ProvenanceRefusal("claim iss", iss, `${JSON.stringify(issuer)} is expected`);
}

/** What a token claims, which nobody has verified yet. @throws ProvenanceRefusal for what is no token */
export function decodedClaims(token: string): JWTPayload {
  try {
    return decodeJwt(token);
  } catch (error) {
    throw malformed(error);
  }
}

function malformed(cause: unknown): ProvenanceRefusal {
  const reason = cause instanceof Error ? cause.message : String(cause);
  return new ProvenanceRefusal("the token", "malformed", `a signed JWT is expected (${reason})`);
}

/** Explains jose's errors: the claim or header, its value, and what was expected. */
function explain(
  error: unknown,
  token: string,
  { issuer, audience, leeway, now = new Date() }: Verification,
): unknown {
  if (error instanceof GitHubFailure) return new Unverifiable(issuer, error);
  if (error instanceof errors.JWTExpired) {
    const expected = `the token is accepted for at most ${duration(leeway)} after that, until ${timeText(Number(error.payload.exp) + leeway / 1000)}`;
    return new ProvenanceRefusal("claim exp", timeText(Number(error.payload.exp)), expected);
  }
  if (error instanceof errors.JWTClaimValidationFailed) {
    const { claim, payload } = error;
    const expected = new Map([
      [
        "aud",
        `${JSON.stringify(audience)} is expected: the token is for another request or another repository. If the repository was renamed or transferred, request a token for its new name`,
      ],
      ["nbf", `a time no later than ${timeText(Math.floor(now.getTime() / 1000))} is expected`],
    ]);
    const value = payload[claim];
    return new ProvenanceRefusal(
      `claim ${claim}`,
      claim === "nbf" && typeof value === "number" ? timeText(value) : value,
      expected.get(claim) ?? "it is needed",
    );
  }
  return explainSignature(error, token, issuer);
}

function explainSignature(error: unknown, token: string, issuer: string): unknown {
  if (!(error instanceof errors.JOSEError)) return error;
  if (error instanceof errors.JOSEAlgNotAllowed) {
    const { alg } = decodeProtectedHeader(token);
    return new ProvenanceRefusal("header alg", alg, `${JSON.stringify(ALGORITHM)} is expected`);
  }
  // Several keys fit a token without `kid`; GitHub's tokens have one.
  if (error instanceof errors.JWKSNoMatchingKey || error instanceof errors.JWKSMultipleMatchingKeys) {
    const { kid } = decodeProtectedHeader(token);
    return new ProvenanceRefusal("header kid", kid, `a key of ${issuer} is expected`);
  }
  if (error instanceof errors.JWSSignatureVerificationFailed) {
    return new ProvenanceRefusal("the signature", "wrong", `a signature by a key of ${issuer} is expected`);
  }
  return malformed(error);
}

function duration(milliseconds: number): string {
  const minutes = milliseconds / 60_000;
  return Number.isInteger(minutes) ? `${minutes} min` : `${milliseconds / 1000} s`;
}
