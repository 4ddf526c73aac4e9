import type { SyncOutcome } from "../../../lib/deploys/sync/outcome.ts";
import { planRepository, type RepositoryPlan } from "../../../lib/deploys/sync/plan.ts";
import { removalsOf } from "../../../lib/deploys/sync/removals.ts";
import type { StoredConfig } from "../../../lib/store/deploy-configs.ts";
import { allConfigs, allRepositories } from "../../../lib/store/known-repositories.ts";
import type { StoredRepository } from "../../../lib/store/repositories.ts";
import type { Db } from "../../../lib/store/store.ts";
import type { Sync } from "../../../lib/store/syncs.ts";
import { hasAllBranches, type Scan } from "./scan.ts";

/** What a scan says of each repository that it has found. */
export async function plansOf(db: Db, scan: Scan): Promise<readonly RepositoryPlan[]> {
  const known = new Map((await allRepositories(db)).map((one) => [one.id, one]));
  const configs = Map.groupBy(await allConfigs(db), ({ repositoryId }) => repositoryId);
  return [...scan.repositories].map(([id, pages]) => {
    const stored = known.get(id);
    const isWhole = hasAllBranches(pages);
    return planRepository(stored && { ...stored, configs: configs.get(id) ?? [] }, pages, isWhole);
  });
}

/** What a sync comes to, before anything of it is done. */
export async function outcomeOf(db: Db, sync: Sync, scan: Scan): Promise<SyncOutcome> {
  const plans = await plansOf(db, scan);
  const configs = await allConfigs(db);
  const { remove, ask, keep } = removalsOf(missedIn(plans, { configs, sync }), {
    known: configs.length,
    isWhole: scan.isWhole,
    confirmed: sync.confirmed,
  });
  const { isWhole, failures, suspended } = scan;
  const all = [...scan.repositories.values()];
  const named = (kind: RepositoryPlan["news"]): readonly string[] =>
    plans.filter(({ news }) => news === kind).map(({ name }) => name);
  const heads = plans.flatMap((plan) => plan.heads);
  return {
    isWhole,
    failures,
    suspended,
    repositories: {
      found: plans.length,
      added: named("new"),
      renamed: named("renamed"),
      changed: named("changed"),
      unreachable: unreachableIn(await allRepositories(db), scan).map(({ name }) => name),
    },
    branches: {
      found: all.flat().reduce((sum, { branches }) => sum + branches.length, 0),
      moved: heads.filter(({ head }) => head !== undefined).length,
      gone: heads.filter(({ head }) => head === undefined).length,
    },
    configs: {
      found: all.reduce((sum, [{ configs: found }]) => sum + (found?.files.length ?? 0), 0),
      added: plans.flatMap(({ name: repository, added }) => added.map((name) => ({ repository, name }))),
      changed: plans.flatMap(({ name: repository, changed }) =>
        changed.map((name) => ({ repository, name })),
      ),
      kept: keep.map(({ repository, name }) => ({ repository, name })),
      asked: ask.map(({ repository, name }) => ({ repository, name })),
      removed: remove,
    },
  };
}

function missedIn(
  plans: readonly RepositoryPlan[],
  { configs, sync }: { readonly configs: readonly StoredConfig[]; readonly sync: Sync },
) {
  return plans.flatMap(({ id, name: repository, missed }) =>
    missed.map((name) => {
      const config = configs.find((one) => one.repositoryId === id && one.name === name);
      const again = config?.missedIn !== undefined && config.missedIn !== sync.id;
      return { repositoryId: id, repository, name, again };
    }),
  );
}

/**
 * The repositories that are known and that a scan of every account does not show: their accounts have suspended the App or
 * taken them from it, or they are gone. GitHub does not say which.
 */
export function unreachableIn(
  known: readonly StoredRepository[],
  { isWhole, listed }: Scan,
): readonly StoredRepository[] {
  if (!isWhole) return [];
  const ids = new Set(listed.map(({ id }) => id));
  return known.filter(({ id }) => !ids.has(id));
}
