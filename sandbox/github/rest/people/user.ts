import type { ApiResponse } from "../../../http/answer.ts";
import { notAccessible } from "../../access.ts";
import { Refusal, requiresAuthentication } from "../../errors.ts";
import type { Caller } from "../../exchange.ts";
import { timestamp } from "../../shapes/time.ts";
import { userShape } from "../../shapes/user.ts";
import type { World } from "../../world.ts";

/** Who a token stands for. An App's own token stands for nobody. */
export function authenticatedUser(world: World, { credential }: Caller): ApiResponse {
  if (credential === undefined) throw requiresAuthentication();
  const { grant } = credential;
  if (grant.kind !== "user" && grant.kind !== "pat") throw new Refusal(403, notAccessible(grant));
  const at = timestamp(new Date("2011-01-25T18:44:36Z"));
  return {
    status: 200,
    body: {
      ...userShape(world, grant.actor),
      name: grant.actor,
      company: null,
      blog: "",
      location: null,
      email: null,
      hireable: null,
      bio: null,
      public_repos: 0,
      public_gists: 0,
      followers: 0,
      following: 0,
      created_at: at,
      updated_at: at,
    },
  };
}
