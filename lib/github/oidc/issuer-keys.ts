import { createLocalJWKSet, errors, type JSONWebKeySet, type JWTVerifyGetKey } from "jose";
import { getJson } from "../get-json.ts";
import type { Session } from "../session.ts";

function readKeySet(json: unknown): JWTVerifyGetKey {
  if (!isKeySet(json)) throw new errors.JWKSInvalid();
  return createLocalJWKSet(json);
}

/** Whether it is a list of keys; jose checks each when it is used. @see https://datatracker.ietf.org/doc/html/rfc7517#section-5 */
function isKeySet(json: unknown): json is JSONWebKeySet {
  return typeof json === "object" && json !== null && "keys" in json && Array.isArray(json.keys);
}

/**
 * The issuer's keys, asked for when the first token needs one and kept for the process. A key that is not among them
 * is looked for once more: a cache between may have a set from before the key was new.
 * @throws GitHubFailure from what it returns, and jose's errors for a key that is not there
 */
export function issuerKeys(session: Session, issuer: string): JWTVerifyGetKey {
  const load = (): Promise<JWTVerifyGetKey> =>
    getJson(session, {
      url: `${issuer}/.well-known/jwks`,
      read: readKeySet,
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
