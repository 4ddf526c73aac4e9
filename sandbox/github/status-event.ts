import { announce } from "./announce.ts";
import { listRefs } from "./git/list-refs.ts";
import type { CommitStatus, TokenGrant } from "./model.ts";
import type { StoredRepository } from "./repositories.ts";
import { commitShape } from "./shapes/commit.ts";
import { repositoryShape } from "./shapes/repository.ts";
import { timestamp } from "./shapes/time.ts";
import { userShape } from "./shapes/user.ts";
import type { World } from "./world.ts";

/** Tells workflows and webhooks of a new commit status: `status` runs on the default branch. GITHUB_TOKEN's starts none. */
export async function announceStatus(
  world: World,
  repository: StoredRepository,
  status: CommitStatus,
  by: TokenGrant | undefined,
): Promise<void> {
  if (by === undefined) return;
  const ref = `refs/heads/${repository.info.defaultBranch}`;
  const [head, commit] = await Promise.all([
    repository.git.refs.read(ref),
    repository.git.commit(status.sha),
  ]);
  if (head === undefined || commit === undefined) return;
  const at = timestamp(status.createdAt);
  const event = {
    name: "status",
    repository: repository.info,
    ref,
    sha: head,
    actor: by.actor,
    payload: {
      id: status.id,
      sha: status.sha,
      name: repository.info.fullName,
      avatar_url: userShape(world, by.actor)["avatar_url"],
      target_url: status.targetUrl,
      context: status.context,
      description: status.description,
      state: status.state,
      commit: commitShape(world, repository, commit),
      branches: branchesAt(world, repository, status.sha),
      created_at: at,
      updated_at: at,
      repository: repositoryShape(world, repository),
      sender: userShape(world, by.actor),
    },
  };
  announce(world, event, by);
}

const HEADS = "refs/heads/";
const MOST_BRANCHES = 10;

/** The branches whose head has the status; GitHub names others that contain the commit as well. */
function branchesAt(
  { apiUrl }: World,
  { info }: StoredRepository,
  sha: string,
): readonly Record<string, unknown>[] {
  const url = `${apiUrl}/repos/${info.fullName}/commits/${sha}`;
  return listRefs(info.gitDir, HEADS)
    .filter(([, oid]) => oid === sha)
    .slice(0, MOST_BRANCHES)
    .map(([ref]) => ({ name: ref.slice(HEADS.length), commit: { sha, url }, protected: false }));
}
