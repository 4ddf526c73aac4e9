import type { JWTPayload } from "jose";
import type { Account } from "../people/account.ts";
import { ProvenanceRefusal } from "./refusal.ts";
import { decodedClaims } from "./verify-id-token.ts";

/** What tells a token from all others. */
export interface TokenIdentity {
  /** Its claim `jti`. */
  readonly id: string;
  /** Epoch milliseconds. */
  readonly expiresAt: number;
  /** Who has started the run at first. */
  readonly actor: Account;
}

/**
 * Reads who a token is, and whose run's. Only of a token that is verified does this say anything: what is read here is
 * what was signed, since it is one token.
 * @throws ProvenanceRefusal
 */
export function tokenIdentity(token: string): TokenIdentity {
  const claims = decodedClaims(token);
  const { jti, exp } = claims;
  if (typeof jti !== "string" || jti === "") {
    throw new ProvenanceRefusal("claim jti", jti, "an id is expected, by which the token is known");
  }
  if (exp === undefined) throw new ProvenanceRefusal("claim exp", exp, "it is needed");
  return { id: jti, expiresAt: exp * 1000, actor: actorIn(claims) };
}

/** @throws ProvenanceRefusal */
export function actorIn({ actor: login, actor_id: id }: JWTPayload): Account {
  if (typeof login === "string" && typeof id === "string" && /^[1-9]\d{0,15}$/.test(id)) {
    return { id: Number(id), login };
  }
  throw new ProvenanceRefusal(
    "claim actor_id",
    id,
    "the number of the account that started the run is expected",
  );
}
