import { fullName } from "../../../lib/github/repository.ts";
import { findHead } from "../../../lib/store/branches.ts";
import { findRepositoryNamed } from "../../../lib/store/repositories.ts";
import { readReleaseState, type ReleaseState } from "../github/release-files.ts";
import type { World } from "../world.ts";

const kept = new WeakMap<World, ReleaseState>();

/**
 * The release repository, read again only where its branch has another head than the one that was read: pushes say so. A
 * request reads it anew in any case before anything is done.
 */
export async function releaseStateNow(world: World): Promise<ReleaseState> {
  const { releases } = world.settings;
  const repository = await findRepositoryNamed(world.db, fullName(releases.repository));
  const at = repository && { repositoryId: repository.id, branch: releases.branch };
  const head = at && (await findHead(world.db, at));
  const known = kept.get(world);
  if (known !== undefined && known.head === head) return known;
  const state = await readReleaseState(world.github, releases);
  kept.set(world, state);
  return state;
}

/** After a commit of the server's own: its push comes later, and whoever has asked for it looks at once. */
export function forgetReleaseState(world: World): void {
  kept.delete(world);
}
