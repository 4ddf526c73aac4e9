import { combinedState } from "../commit-statuses.ts";
import type { CommitStatus } from "../model.ts";
import type { StoredRepository } from "../repositories.ts";
import type { World } from "../world.ts";
import { nodeId } from "./node-id.ts";
import { minimalRepositoryShape } from "./repository.ts";
import { timestamp } from "./time.ts";
import { userShape } from "./user.ts";

const apiOf = (world: World, { info }: StoredRepository): string => `${world.apiUrl}/repos/${info.fullName}`;

/** GitHub's "simple commit status": without its creator, inside of the combined status. */
function simpleStatusShape(
  world: World,
  repository: StoredRepository,
  status: CommitStatus,
): Record<string, unknown> {
  const at = timestamp(status.createdAt);
  return {
    url: `${apiOf(world, repository)}/statuses/${status.sha}`,
    avatar_url: userShape(world, status.creator)["avatar_url"],
    id: status.id,
    node_id: nodeId("SC", status.id),
    state: status.state,
    description: status.description,
    target_url: status.targetUrl,
    context: status.context,
    created_at: at,
    updated_at: at,
  };
}

/** GitHub's "status". */
export const statusShape = (
  world: World,
  repository: StoredRepository,
  status: CommitStatus,
): Record<string, unknown> => ({
  ...simpleStatusShape(world, repository, status),
  creator: userShape(world, status.creator),
});

/** GitHub's "combined commit status". @param shown the contexts of one page */
export function combinedStatusShape(
  world: World,
  repository: StoredRepository,
  sha: string,
  shown: readonly CommitStatus[],
): Record<string, unknown> {
  const latest = world.statuses.latest(repository.info.id, sha);
  const api = apiOf(world, repository);
  return {
    state: combinedState(latest),
    statuses: shown.map((status) => simpleStatusShape(world, repository, status)),
    sha,
    total_count: latest.length,
    repository: minimalRepositoryShape(world, repository),
    commit_url: `${api}/commits/${sha}`,
    url: `${api}/commits/${sha}/status`,
  };
}
