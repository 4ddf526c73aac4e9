import { fullName } from "../../../lib/github/repository.ts";
import { findHead } from "../../../lib/store/branches.ts";
import { findRepositoryNamed } from "../../../lib/store/repositories.ts";
import { readReleaseState, type ReleaseState } from "../github/release-files.ts";
import type { World } from "../world.ts";

/** How long the push of a commit may take to come that the server has made itself. */
const PUSH_COMES_MS = 60_000;

/** A release repository as it was read, or as the server itself has made it. */
interface Kept {
  /** Undefined once it was forgotten. */
  readonly state: ReleaseState | undefined;
  /** The head under the server's own commit, which is the known one until the push comes. */
  readonly parent?: { readonly head: string; readonly until: number };
}

const kept = new WeakMap<World, Kept>();

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
  if (known?.state !== undefined && isOf(known, known.state, head)) return known.state;
  const state = await readReleaseState(world.github, releases);
  // What was read before a commit of the server's own must not stay when it arrives after it.
  if (kept.get(world) === known) kept.set(world, { state });
  return state;
}

/** After a commit of the server's own: its push comes later, and whoever has asked for it looks at once. */
export function forgetReleaseState(world: World): void {
  kept.set(world, { state: undefined });
}

/** After a commit of the server's own, all of whose files are known. @param parent the head that it was made on */
export function rememberReleaseState(world: World, state: ReleaseState, parent: string): void {
  kept.set(world, { state, parent: { head: parent, until: Date.now() + PUSH_COMES_MS } });
}

function isOf({ parent }: Kept, state: ReleaseState, head: string | undefined): boolean {
  if (state.head === head) return true;
  return parent !== undefined && parent.head === head && Date.now() < parent.until;
}
