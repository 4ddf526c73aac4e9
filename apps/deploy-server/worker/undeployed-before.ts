import { isRemoval, type Change } from "../../../lib/deploys/preview.ts";
import type { DeployRequest } from "../../../lib/deploys/request.ts";
import { readAt } from "../../../lib/github/branch/read-at.ts";
import { repositoryNamed } from "../../../lib/github/repository.ts";
import { listRequests } from "../../../lib/store/request-lists.ts";
import { step } from "../../../lib/store/step.ts";
import type { World } from "../world.ts";

const LOOKED_AT = 50;

/** What an undeploy has changed: deploying changes it back. */
export interface Undone {
  readonly changes: readonly Change[];
  /** The files that it has removed, as they were, by path. */
  readonly removed: ReadonlyMap<string, string>;
}

/** Nothing was undeployed. */
export const NOTHING_UNDONE: Undone = { changes: [], removed: new Map() };

/** What the newest undeploy of a target has changed; nothing unless the target is undeployed now. */
export async function undeployedBefore(
  world: World,
  { target, from, to }: Pick<DeployRequest, "target" | "from" | "to">,
): Promise<Undone> {
  if (from?.kind !== "virtual" || to?.kind === "virtual") return NOTHING_UNDONE;
  const past = await listRequests(world.db, { target, limit: LOOKED_AT });
  const undeploy = past.find(
    ({ request }) => request.kind === "undeploy" && request.commit !== undefined,
  )?.request;
  if (undeploy === undefined) return NOTHING_UNDONE;
  const changes = undeploy.shown?.changes ?? [];
  return { changes, removed: await removedBy(world, undeploy, changes) };
}

/** From git, as the commit before the undeploy's has them. */
async function removedBy(
  world: World,
  { commit, targetCommit }: DeployRequest,
  changes: readonly Change[],
): Promise<ReadonlyMap<string, string>> {
  const removed = new Map<string, string>();
  for (const { repository: name, file } of changes.filter(isRemoval)) {
    const repository = await step("undeployed.repository", () => world.github.at(repositoryNamed(name)));
    const before = `${targetCommit ?? commit ?? ""}^`;
    const [found] = await step("undeployed.read file", () => readAt(repository, file, [before]));
    if (found?.text !== undefined) removed.set(file, found.text);
  }
  return removed;
}
