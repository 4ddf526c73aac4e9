import { announce } from "../announce.ts";
import type { PullRequest, TokenGrant } from "../model.ts";
import type { StoredRepository } from "../repositories.ts";
import { pullRequestShape } from "../shapes/pull-request.ts";
import { repositoryShape } from "../shapes/repository.ts";
import { userShape } from "../shapes/user.ts";
import type { World } from "../world.ts";

export type PullRequestAction = "opened" | "synchronize" | "reopened" | "closed";

/**
 * Tells workflows of a pull request: they run on the merge that is tried, after the merge on the base branch. There
 * is no run if the branches conflict.
 * @see https://docs.github.com/actions/reference/workflows-and-actions/events-that-trigger-workflows#pull_request
 */
export async function announcePullRequest(
  world: World,
  repository: StoredRepository,
  request: PullRequest,
  action: PullRequestAction,
  by: Pick<TokenGrant, "actor" | "kind">,
  more: Readonly<Record<string, unknown>> = {},
): Promise<void> {
  if (request.mergeCommitSha === null) return;
  const merged = request.mergedAt !== null;
  const event = {
    name: "pull_request",
    repository: repository.info,
    ref: merged ? `refs/heads/${request.base.ref}` : `refs/pull/${request.number}/merge`,
    sha: request.mergeCommitSha,
    actor: by.actor,
    payload: {
      action,
      number: request.number,
      pull_request: await pullRequestShape(world, repository, request),
      ...more,
      repository: repositoryShape(world, repository),
      sender: userShape(world, by.actor),
    },
  };
  announce(world, event, by);
}
