import { fullName } from "../../../lib/github/repository.ts";
import { HttpProblem } from "../../../lib/http/problem.ts";
import type { Admission } from "../http/syncs.ts";
import { permissionIn } from "../people/judge.ts";
import type { World } from "../world.ts";
import { viewerOf } from "./authorize.ts";

/**
 * Lets admins of the release repository in, by a token that they have given to this server's own App: what concerns all
 * configs is for those who look after all of them.
 */
export function admins(world: World): Admission {
  return async (request) => {
    const viewer = await viewerOf(world, request);
    const { account } = viewer;
    const { repository: name } = world.settings.releases;
    if (viewer.kind !== "token" || !viewer.isOwn) {
      throw new HttpProblem(
        403,
        `A sync is for people: use a token that ${account.login} has given this server's GitHub App.`,
      );
    }
    if ((await permissionIn(world, name, account)) === "admin") return account;
    throw new HttpProblem(
      403,
      `A sync is for admins of ${fullName(name)}, and ${account.login} is none: ask one of them.`,
    );
  };
}
