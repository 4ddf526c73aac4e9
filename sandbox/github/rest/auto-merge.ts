import type { ApiResponse } from "../../http/answer.ts";
import { announcePush } from "../announce-push.ts";
import { Refusal } from "../errors.ts";
import { writeMerge } from "../git/merge.ts";
import { webFlow } from "../git/web-flow.ts";
import { grantOf } from "./actor.ts";
import type { RestRequest } from "./route.ts";

/**
 * What `auto_merge` does before a deployment: a ref that is behind the default branch gets it merged, and no
 * deployment is made. Only a branch by its short name can be merged into; anything else that is behind is
 * reported as a conflict (`Conflict merging develop into refs/heads/master.`).
 * @returns the answer; undefined when the ref is not behind
 * @throws Refusal 409 for a conflict
 * @see https://docs.github.com/rest/deployments/deployments#create-a-deployment
 */
export async function autoMerge(
  request: RestRequest,
  ref: string,
  sha: string,
): Promise<ApiResponse | undefined> {
  const { world, repository } = request;
  const { git, info } = repository;
  const main = await git.refs.read(`refs/heads/${info.defaultBranch}`);
  if (main === undefined || (await git.mergeBase(main, sha)) === main) return undefined;
  const grant = grantOf(request);
  const branch = `refs/heads/${ref}`;
  const now = world.clock();
  const merged =
    (await git.refs.read(branch)) === sha
      ? await writeMerge(git, {
          base: sha,
          head: main,
          message: `Merge ${info.defaultBranch} into ${ref}`,
          author: { name: grant.actor, email: world.accounts.emailOf(grant.actor), date: now },
          committer: webFlow(now),
        })
      : undefined;
  if (merged === undefined) throw new Refusal(409, `Conflict merging ${info.defaultBranch} into ${ref}.`);
  await git.refs.update(branch, merged, sha);
  await announcePush(world, repository, [{ ref: branch, before: sha, after: merged }], grant);
  return { status: 202, body: { message: `Auto-merged ${info.defaultBranch} into ${ref} on deployment.` } };
}
