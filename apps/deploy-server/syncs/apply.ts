import type { SyncOutcome } from "../../../lib/deploys/sync/outcome.ts";
import type { RepositoryPlan } from "../../../lib/deploys/sync/plan.ts";
import type { ScannedConfig, ScannedRepository } from "../../../lib/deploys/sync/scanned.ts";
import { saveHead } from "../../../lib/store/branches.ts";
import { recordBuild } from "../../../lib/store/builds.ts";
import { recordCommits } from "../../../lib/store/commits.ts";
import { allRepositories } from "../../../lib/store/known-repositories.ts";
import {
  findRepository,
  saveRepository,
  setReachable,
  type Repository,
} from "../../../lib/store/repositories.ts";
import { deleteConfig, saveScannedConfigs } from "../../../lib/store/scanned-configs.ts";
import type { Sync } from "../../../lib/store/syncs.ts";
import { updatePreviews } from "../webhooks/previews.ts";
import { seeToDeleted } from "../webhooks/take-configs.ts";
import type { World } from "../world.ts";
import { plansOf, unreachableIn } from "./outcome.ts";
import type { Scan } from "./scan.ts";

/**
 * Takes over what a scan has found. Ended anywhere, it is done again from the beginning: whatever was done by then changes
 * nothing a second time. Nothing is deployed by it; what is gone is asked to be undeployed.
 */
export async function applyScan(
  world: World,
  { sync, scan, outcome }: { readonly sync: Sync; readonly scan: Scan; readonly outcome: SyncOutcome },
): Promise<void> {
  const plans = await plansOf(world.db, scan);
  for (const plan of plans) await applyPlan(world, { plan, scan, sync });
  const unreachable = unreachableIn(await allRepositories(world.db), scan);
  await setReachable(
    world.db,
    unreachable.map(({ id }) => id),
    false,
  );
  await remove(world, sync, outcome.configs.removed);
  for (const { id } of plans.filter(mayChangePreviews)) {
    const repository = await findRepository(world.db, id);
    if (repository !== undefined) await showPreviews(world, repository);
  }
}

/** A configuration that cannot be read holds up nothing else: the next push shows previews again. */
async function showPreviews(world: World, repository: Repository): Promise<void> {
  try {
    await updatePreviews(world, repository);
  } catch (error) {
    world.log.warn({ repository: repository.name, err: error }, "previews could not be brought up to date");
  }
}

async function applyPlan(
  world: World,
  { plan, scan, sync }: { readonly plan: RepositoryPlan; readonly scan: Scan; readonly sync: Sync },
): Promise<void> {
  const [first, ...more] = scan.repositories.get(plan.id) ?? [];
  if (first === undefined) return;
  const { db } = world;
  const repository = await repositoryOf(world, first, scan);
  await saveRepository(db, repository);
  const branches = [first, ...more].flatMap((page) => page.branches);
  const moved = new Set(plan.heads.map(({ branch }) => branch));
  const news = branches.filter(({ name }) => moved.has(name));
  await recordCommits(
    db,
    plan.id,
    uniqueBySha(
      news.map(({ head: sha, subject, author, committedAt }) => ({ sha, subject, author, committedAt })),
    ),
  );
  for (const { branch, seen, head } of plan.heads) {
    await saveHead(db, { repositoryId: plan.id, branch }, { seen, head });
  }
  for (const build of branches.flatMap(({ builds }) => builds)) await recordBuild(db, plan.id, build);
  await recordStatuses(world, plan.id, scan);
  if (first.configs === undefined) return;
  const { head, files } = first.configs;
  const at = { repositoryId: plan.id, branch: repository.defaultBranch, head };
  const different = new Set([...plan.added, ...plan.changed]);
  await saveScannedConfigs(db, at, {
    files: files.filter(({ name }) => different.has(name)).flatMap((file) => withChange(file, plan.id, scan)),
    found: files.map(({ name }) => name),
    // Of a scan that is not whole, nothing counts as missed.
    scan: scan.isWhole ? sync.id : undefined,
  });
}

async function repositoryOf(
  { db }: World,
  { id, name, isArchived, defaultBranch }: ScannedRepository,
  { listed }: Scan,
): Promise<Repository> {
  const known = await findRepository(db, id);
  const told = listed.find((one) => one.id === id);
  const branch = defaultBranch ?? told?.defaultBranch ?? known?.defaultBranch ?? "main";
  return { id, name, defaultBranch: branch, isArchived };
}

async function recordStatuses({ db }: World, repositoryId: number, { statuses }: Scan): Promise<void> {
  for (const { number, sha, context, state } of statuses.filter((one) => one.repositoryId === repositoryId)) {
    const isPending = state === "pending";
    await recordBuild(db, repositoryId, {
      source: "status",
      number,
      attempt: 1,
      sha,
      branch: undefined,
      name: context,
      event: "",
      state: isPending ? "running" : "completed",
      conclusion: isPending ? undefined : state,
    });
  }
}

/** A config whose last change did not come is left for the next sync. */
function withChange(
  file: ScannedConfig,
  repositoryId: number,
  { changes }: Scan,
): readonly (ScannedConfig & { readonly configSha: string })[] {
  const change = changes.find((one) => one.repositoryId === repositoryId && one.path === file.path);
  const configSha = file.configSha ?? change?.sha;
  return configSha === undefined ? [] : [{ ...file, configSha }];
}

async function remove(
  world: World,
  { id, askedBy }: Sync,
  removed: SyncOutcome["configs"]["removed"],
): Promise<void> {
  for (const { repositoryId, name } of removed) {
    const repository = await findRepository(world.db, repositoryId);
    if (repository === undefined) continue;
    await deleteConfig(world.db, repositoryId, name);
    world.log.warn(
      { sync: id, askedBy, repository: repository.name, config: name },
      "a deploy config is gone",
    );
    await seeToDeleted(world, { repository, by: undefined, key: `sync ${id}` }, false);
  }
}

function mayChangePreviews({ heads, added, changed }: RepositoryPlan): boolean {
  return heads.length + added.length + changed.length > 0;
}

function uniqueBySha<T extends { readonly sha: string }>(list: readonly T[]): readonly T[] {
  return [...new Map(list.map((one) => [one.sha, one])).values()];
}
