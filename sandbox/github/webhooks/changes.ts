import type { Installation, Repository } from "../model.ts";
import type { StoredRepository } from "../repositories.ts";
import { installationShape } from "../shapes/app.ts";
import { nodeId } from "../shapes/node-id.ts";
import { repositoryShape } from "../shapes/repository.ts";
import { userShape } from "../shapes/user.ts";
import type { World } from "../world.ts";

/** What may happen to a repository as a whole. */
export type RepositoryAction =
  "renamed" | "transferred" | "archived" | "unarchived" | "privatized" | "publicized" | "deleted";

/** Tells webhooks of a repository that has changed. @param changes what it was before */
export function announceRepository(
  world: World,
  repository: StoredRepository,
  { action, changes }: { readonly action: RepositoryAction; readonly changes?: object },
): void {
  world.webhooks.tell({
    name: "repository",
    repository: repository.info,
    payload: {
      action,
      ...(changes && { changes }),
      repository: repositoryShape(world, repository),
      sender: userShape(world, repository.info.owner),
    },
  });
}

/** Tells an App that an account has changed what it may do there. */
export function announceInstallation(
  world: World,
  installation: Installation,
  action: "suspend" | "unsuspend" | "deleted",
): void {
  world.webhooks.tellOfInstallation(installation, {
    name: "installation",
    payload: {
      action,
      installation: installationShape(world, installation),
      sender: userShape(world, installation.account),
    },
  });
}

/**
 * Tells Apps which repositories their installations have been given and which they have lost: because an account chose
 * others, or because a repository was transferred or deleted. Whoever is suspended is told nothing.
 * @see https://docs.github.com/en/webhooks/webhook-events-and-payloads#installation_repositories
 * @see https://github.com/polarsource/polar/pull/1207 for a transfer, seen from both accounts
 * @see https://github.com/github/docs/issues/36991 for a deletion
 */
export function announceReach(
  world: World,
  installation: Installation,
  {
    action,
    repositories,
  }: { readonly action: "added" | "removed"; readonly repositories: readonly Repository[] },
): void {
  if (installation.suspendedAt !== null || repositories.length === 0) return;
  const listed = repositories.map(({ id, name, fullName, private: isPrivate }) => ({
    id,
    node_id: nodeId("R", id),
    name,
    full_name: fullName,
    private: isPrivate,
  }));
  world.webhooks.tellOfInstallation(installation, {
    name: "installation_repositories",
    payload: {
      action,
      installation: installationShape(world, installation),
      repository_selection: installation.repositories === "all" ? "all" : "selected",
      repositories_added: action === "added" ? listed : [],
      repositories_removed: action === "removed" ? listed : [],
      requester: null,
      sender: userShape(world, installation.account),
    },
  });
}
