import {
  parsePreviewTitle,
  type BranchPreview,
  type PreviewPlace,
} from "../../../lib/deploys/branch-preview.ts";
import { clusterOf } from "../../../lib/deploys/config/server-config.ts";
import { findHead } from "../../../lib/store/branches.ts";
import { takeChore } from "../../../lib/store/chores.ts";
import { configsIn } from "../../../lib/store/deploy-configs.ts";
import { addLeftPreview } from "../../../lib/store/previews.ts";
import { findRepository } from "../../../lib/store/repositories.ts";
import { step } from "../../../lib/store/step.ts";
import { hasSeenAll } from "../../../lib/store/syncs.ts";
import { isoTime } from "../clock.ts";
import { EngineRefusal } from "../engines/engine.ts";
import type { ReleaseState } from "../github/release-files.ts";
import { sourceOf } from "../targets/config-source.ts";
import { releaseStateNow } from "../targets/release-state.ts";
import { mayPass, messageOf } from "../trouble.ts";
import type { World } from "../world.ts";

const LOOK_MS = 10 * 60_000;

/**
 * Finds namespaces of branches that were deleted while a database was lost, one replica for all, from time to time. Only a
 * whole sync shows that a branch is not there: before it, and of what the App cannot reach, nothing is known.
 */
export async function findLeftPreviews(world: World): Promise<void> {
  const chore = { name: "left previews", at: isoTime(world.clock), everyMs: LOOK_MS };
  if (!(await takeChore(world.db, chore)) || !(await hasSeenAll(world.db))) return;
  const state = await releaseStateNow(world);
  for (const cluster of clustersOf(state)) {
    try {
      await findIn(world, state, cluster);
    } catch (error) {
      if (!(error instanceof EngineRefusal) && !mayPass(error)) throw error;
      world.log.warn(
        { cluster, err: error },
        `could not look for what is left of previews: ${messageOf(error)}`,
      );
    }
  }
}

/** The clusters in which branches are shown. */
function clustersOf({ config }: ReleaseState): readonly string[] {
  const placements = Object.values(config.targets).flat();
  const shown = placements.filter(({ preview_namespace: template }) => template !== undefined);
  return [...new Set(shown.map(({ cluster }) => cluster))];
}

async function findIn(world: World, { config }: ReleaseState, cluster: string): Promise<void> {
  const { kubernetes } = world.engines;
  const found = await step("previews.list left", () =>
    kubernetes.previewNamespaces(cluster, clusterOf(config, cluster)),
  );
  for (const { name: namespace, title } of found) {
    const preview = parsePreviewTitle(title);
    if (preview !== undefined && (await isLeft(world, preview)))
      await remember(world, preview, { cluster, namespace });
  }
}

/** Whether it is known that the branch, or its config, is not there any more. */
async function isLeft({ db }: World, { repositoryId, base, branch }: BranchPreview): Promise<boolean> {
  const home = await findRepository(db, repositoryId);
  if (home?.isReachable !== true) return false;
  const config = (await configsIn(db, repositoryId)).find(({ name }) => name === base.config);
  if (config === undefined) return true;
  // Of a file that cannot be read, nothing is known.
  if (config.document !== undefined && config.document.channels[base.channel]?.previews !== true) return true;
  const source = await sourceOf(db, config, home);
  if (source?.isReachable !== true) return false;
  return (await findHead(db, { repositoryId: source.id, branch })) === undefined;
}

async function remember(
  { db, log }: World,
  { repositoryId, base, branch }: BranchPreview,
  placed: PreviewPlace,
): Promise<void> {
  log.info({ ...base, branch, ...placed }, "found what is left of a preview");
  await addLeftPreview(db, { repositoryId, ...base, branch, placed });
}
