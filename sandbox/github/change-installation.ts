import { reaches } from "./apps.ts";
import type { Installation, NewInstallation, Repository } from "./model.ts";
import { announceInstallation, announceReach } from "./webhooks/changes.ts";
import type { World } from "./world.ts";

/** Keeps an App out of an account for a while, or lets it in again. */
export function suspendInstallation(world: World, id: number, isSuspended: boolean): Installation {
  const installation = world.apps.suspend(id, isSuspended);
  announceInstallation(world, installation, isSuspended ? "suspend" : "unsuspend");
  return installation;
}

export function uninstallApp(world: World, id: number): void {
  const installation = world.apps.installation(id);
  world.apps.uninstall(id);
  if (installation !== undefined) announceInstallation(world, installation, "deleted");
}

/** Gives an installation other repositories of its account. */
export function chooseRepositories(
  world: World,
  id: number,
  repositories: NonNullable<NewInstallation["repositories"]>,
): Installation {
  const before = reached(world, world.apps.installation(id));
  const installation = world.apps.choose(id, repositories);
  const now = reached(world, installation);
  const removed = before.filter((one) => !now.includes(one));
  const added = now.filter((one) => !before.includes(one));
  announceReach(world, installation, { action: "removed", repositories: removed });
  announceReach(world, installation, { action: "added", repositories: added });
  return installation;
}

function reached(world: World, installation: Installation | undefined): readonly Repository[] {
  return installation === undefined
    ? []
    : world.repositories.all().filter((repository) => reaches(installation, repository));
}
