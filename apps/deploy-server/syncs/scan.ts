import type { LastChange, SyncFound } from "../../../lib/deploys/sync/places.ts";
import type { ScannedRepository } from "../../../lib/deploys/sync/scanned.ts";
import type { SyncPage } from "../../../lib/store/sync-pages.ts";

type Found<Kind extends SyncFound["kind"]> = Extract<SyncFound, { readonly kind: Kind }>;

/** All that the pages of a scan have found. */
export interface Scan {
  /** Whether every page came. */
  readonly isWhole: boolean;
  readonly failures: readonly string[];
  /** Accounts, as GitHub spells them. */
  readonly suspended: readonly string[];
  readonly listed: Found<"repositories">["listed"];
  /** By repository, its pages in their order. */
  readonly repositories: ReadonlyMap<number, readonly [ScannedRepository, ...ScannedRepository[]]>;
  readonly changes: readonly LastChange[];
  readonly statuses: Found<"statuses">["statuses"];
}

export function scanOf(pages: readonly SyncPage[]): Scan {
  const found = pages.flatMap((page) => page.found ?? []);
  const failures = pages.filter(({ state }) => state === "failed").map(({ error }) => error ?? "");
  return {
    isWhole: failures.length === 0,
    failures: [...new Set(failures)],
    suspended: found.flatMap((one) => (one.kind === "installations" ? one.suspended : [])),
    listed: found.flatMap((one) => (one.kind === "repositories" ? one.listed : [])),
    repositories: repositoriesIn(found),
    changes: found.flatMap((one) => (one.kind === "changes" ? one.changes : [])),
    statuses: found.flatMap((one) => (one.kind === "statuses" ? one.statuses : [])),
  };
}

/** A repository that was transferred while it was scanned may be found in both accounts: the later page counts. */
function repositoriesIn(found: readonly SyncFound[]): Scan["repositories"] {
  const repositories = new Map<number, [ScannedRepository, ...ScannedRepository[]]>();
  for (const one of found) {
    if (one.kind !== "heads" && one.kind !== "branches") continue;
    for (const repository of one.repositories) {
      const before = one.kind === "heads" ? undefined : repositories.get(repository.id);
      if (one.kind === "heads") repositories.set(repository.id, [repository]);
      else before?.push(repository);
    }
  }
  return repositories;
}

/** Whether all branches of a repository came: the last of its pages says that no more follow. */
export function hasAllBranches(pages: readonly ScannedRepository[]): boolean {
  return pages.at(-1)?.continues === false;
}
