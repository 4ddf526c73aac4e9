import type { SeededStatus } from "./model.ts";
import type { StoredRepository } from "./repositories.ts";
import type { World } from "./world.ts";

/** Whose a repository's past is. */
const CREATOR = "octocat";

/** Adds statuses that were created before anybody looked. */
export function seedStatuses(
  world: World,
  { info }: StoredRepository,
  { count, status }: { readonly count: number; readonly status: SeededStatus },
): void {
  for (let added = 0; added < count; added += 1)
    world.statuses.add(info.id, { ...status, description: null, targetUrl: null, creator: CREATOR });
}

/** Adds deployments of the default branch's tip, each of which is inactive. */
export async function seedDeployments(
  world: World,
  { info, git }: StoredRepository,
  { count, environment }: { readonly count: number; readonly environment: string },
): Promise<void> {
  const sha = await git.refs.read(`refs/heads/${info.defaultBranch}`);
  if (sha === undefined) throw new Error(`the repository ${info.fullName} is empty`);
  const deployment = {
    sha,
    ref: info.defaultBranch,
    task: "deploy",
    payload: {},
    environment,
    description: null,
    creator: CREATOR,
    transient: false,
    production: false,
  };
  const ended = { state: "inactive", description: "", environmentUrl: "", logUrl: "" } as const;
  for (let added = 0; added < count; added += 1) {
    const { id } = world.deployments.create(info.id, deployment);
    world.deployments.addStatus(info.id, id, { ...ended, environment, creator: CREATOR });
  }
}
