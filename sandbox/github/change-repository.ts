import type { Repository } from "./model.ts";
import type { StoredRepository } from "./repositories.ts";
import { announceReach, announceRepository } from "./webhooks/changes.ts";
import type { World } from "./world.ts";

/** Nobody may change an archived repository; anybody may read it as before. */
export function archiveRepository(
  world: World,
  repository: StoredRepository,
  isArchived: boolean,
): Repository {
  world.repositories.change(repository, { archived: isArchived });
  announceRepository(world, repository, { action: isArchived ? "archived" : "unarchived" });
  return repository.info;
}

/** Shows a repository to everybody, or only to those who were given it. */
export function setPrivate(world: World, repository: StoredRepository, isPrivate: boolean): Repository {
  world.repositories.change(repository, { private: isPrivate });
  announceRepository(world, repository, { action: isPrivate ? "privatized" : "publicized" });
  return repository.info;
}

/**
 * Deletes a repository; its name is free.
 * @see https://github.com/github/docs/issues/36991 for what Apps are told, although the documentation denies it
 */
export function deleteRepository(world: World, repository: StoredRepository): void {
  world.repositories.remove(repository);
  for (const one of world.apps.reaching(repository.info)) {
    announceReach(world, one, { action: "removed", repositories: [repository.info] });
  }
  announceRepository(world, repository, { action: "deleted" });
}
