import { createLocalJWKSet, errors, type JSONWebKeySet, type JWTVerifyGetKey } from "jose";
import { getJson } from "../get-json.ts";
import type { Session } from "../session.ts";

/**
 * The issuer's keys, asked for when the first token needs one and kept for the process. A key that is not among them
 * is looked for once more: a cache between may have a set from before the key was new.
 * @throws GitHubFailure from what it returns, and jose's errors for a key that is not there
 */
export function issuerKeys(session: Session, issuer: string): JWTVerifyGetKey {
  const load = (): Promise<JWTVerifyGetKey> =>
    getJson(session, {
      url: `${issuer}/.well-known/jwks`,
      // jose checks that it is a key set.
      read: (json) => createLocalJWKSet(json as JSONWebKeySet),
    });
  let loaded: JWTVerifyGetKey | undefined;
  return async (header, token) => {
    if (loaded !== undefined) return loaded(header, token);
    loaded = await load();
    try {
      return await loaded(header, token);
    } catch (error) {
      if (!(error instanceof errors.JWKSNoMatchingKey)) throw error;
      session.log.info(`${issuer} does not name the token's key; looking once more.`);
      loaded = await load();
      return loaded(header, token);
    }
  };
}
