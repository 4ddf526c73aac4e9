import type { TokenGrant } from "../model.ts";
import type { RestRequest } from "./route.ts";

/** Whose token a write came with. No write gets here without one. */
export function grantOf({ caller }: RestRequest): TokenGrant {
  const grant = caller.credential?.grant;
  if (grant === undefined) throw new Error("a write needs a token");
  return grant;
}

/** Who did it: a user's login, or an App's. */
export const actorOf = (request: RestRequest): string => grantOf(request).actor;
