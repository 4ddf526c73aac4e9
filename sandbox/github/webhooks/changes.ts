import type { Installation } from "../model.ts";
import type { StoredRepository } from "../repositories.ts";
import { installationShape } from "../shapes/app.ts";
import { repositoryShape } from "../shapes/repository.ts";
import { userShape } from "../shapes/user.ts";
import type { World } from "../world.ts";

/** What may happen to a repository as a whole. */
export type RepositoryAction = "renamed" | "transferred" | "archived" | "unarchived";

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
