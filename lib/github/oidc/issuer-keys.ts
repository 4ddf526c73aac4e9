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

/**
 * The issuer's keys, fetched for each token. If its key is missing they are fetched once more, because a cache may have
 * returned a set from before the key existed.
 * @throws GitHubFailure from the returned function, and jose's errors for a missing key
 */
export function issuerKeys(session: Session, issuer: string): JWTVerifyGetKey {
  const load = (): Promise<JWTVerifyGetKey> =>
    getJson(session, {
      url: `${issuer}/.well-known/jwks`,
      read: readKeySet,
    });
  return async (header, token) => {
    const find = await load();
    try {
      return await find(header, token);
    } catch (error) {
      if (!(error instanceof errors.JWKSNoMatchingKey)) throw error;
      session.log.info(`${issuer} does not list the token's key; fetching its keys once more.`);
      const findAgain = await load();
      return await findAgain(header, token);
    }
  };
}
