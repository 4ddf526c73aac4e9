import { ancestryOf, type Ancestry } from "../../../lib/deploys/order.ts";
import { compareCommits } from "../../../lib/github/commits/ancestry.ts";
import { repositoryNamed } from "../../../lib/github/repository.ts";
import { pushedAncestry } from "../../../lib/store/branches.ts";
import type { Repository } from "../../../lib/store/repositories.ts";
import { step } from "../../../lib/store/step.ts";
import type { World } from "../world.ts";

/**
 * What a commit is to another, by the pushes that came.
 * @param asks whether GitHub is asked where they do not say
 */
export async function ancestryNow(
  world: World,
  { id, name }: Repository,
  { base, sha, asks }: { readonly base: string; readonly sha: string; readonly asks: boolean },
): Promise<Ancestry> {
  const pushed = await pushedAncestry(world.db, id, { base, sha });
  if (pushed !== "unknown" || !asks) return pushed;
  const repository = await step("ancestry.repository", () => world.github.at(repositoryNamed(name)));
  return ancestryOf((await step("ancestry.compare", () => compareCommits(repository, base, sha))) ?? "");
}
