import { createLocalJWKSet, errors, type JSONWebKeySet, type JWTVerifyGetKey } from "jose";
import { getJson } from "../get-json.ts";
import type { Session } from "../session.ts";

function readKeySet(json: unknown): JWTVerifyGetKey {
  if (!isKeySet(json)) throw new errors.JWKSInvalid();
  return createLocalJWKSet(json);
}

/** Whether it has a list of keys; jose checks each key on use. @see https://datatracker.ietf.org/doc/html/rfc7517#section-5 */
function isKeySet(json: unknown): json is JSONWebKeySet {
  return typeof json === "object" && json !== null && "keys" in json && Array.isArray(json.keys);
}

/** How old a list of keys may be, in milliseconds. */
export interface KeyAges {
  /** Of one that has the token's key: a key that the issuer has withdrawn is taken no longer than this. */
  readonly known: number;
  /** Of one that lacks it: made-up tokens cost the issuer no more requests than this. */
  readonly missing: number;
}

/** Every token has the keys fetched, and once more where its own is missing: a cache may have returned an old list. */
const FETCHED_EACH_TIME: KeyAges = { known: 0, missing: 0 };

/** Issuers' keys, kept for the tokens that follow. */
export class IssuerKeys {
  readonly #ages: KeyAges;
  readonly #lists = new Map<string, { readonly list: Promise<JWTVerifyGetKey>; readonly at: number }>();

  constructor(ages: KeyAges = FETCHED_EACH_TIME) {
    this.#ages = ages;
  }

  /**
   * Finds a token's key among the issuer's.
   * @param now epoch milliseconds
   * @throws GitHubFailure from the returned function, and jose's errors for a missing key
   */
  of(session: Session, issuer: string, now: number): JWTVerifyGetKey {
    const listNoOlderThan = (age: number) => this.#list(issuer, { age, now, session });
    return async (header, token) => {
      const find = await listNoOlderThan(this.#ages.known);
      try {
        return await find(header, token);
      } catch (error) {
        if (!(error instanceof errors.JWKSNoMatchingKey)) throw error;
        session.log.info(`${issuer} does not list the token's key; fetching its keys once more.`);
        const findAgain = await listNoOlderThan(this.#ages.missing);
        return await findAgain(header, token);
      }
    };
  }

  async #list(
    issuer: string,
    { age, now, session }: { readonly age: number; readonly now: number; readonly session: Session },
  ): Promise<JWTVerifyGetKey> {
    const kept = this.#lists.get(issuer);
    if (kept !== undefined && now - kept.at < age) return kept.list;
    const list = getJson(session, { url: `${issuer}/.well-known/jwks`, read: readKeySet });
    this.#lists.set(issuer, { list, at: now });
    // What failed is asked for again.
    list.catch(() => {
      if (this.#lists.get(issuer)?.list === list) this.#lists.delete(issuer);
    });
    return list;
  }
}
