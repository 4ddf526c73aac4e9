import type { ScannedRepository } from "./scanned.ts";

/** A repository as the store has it. */
export interface KnownRepository {
  readonly id: number;
  readonly name: string;
  readonly defaultBranch: string;
  readonly isArchived: boolean;
  readonly configs: readonly KnownConfig[];
}

export interface KnownConfig {
  readonly name: string;
  readonly path: string;
  readonly blob: string;
  /** Why it cannot be read. */
  readonly problems: string | undefined;
}

/** A branch whose head is to be written, if the store still has the one that was seen. */
export interface HeadMove {
  readonly branch: string;
  /** Undefined where the store did not know it. */
  readonly seen: string | undefined;
  /** Undefined: it is gone. */
  readonly head: string | undefined;
}

/** What a scan changes of one repository. */
export interface RepositoryPlan {
  readonly id: number;
  readonly name: string;
  readonly news: "new" | "renamed" | "changed" | "same";
  readonly heads: readonly HeadMove[];
  /** Names of configs. */
  readonly added: readonly string[];
  readonly changed: readonly string[];
  readonly missed: readonly string[];
}

/**
 * What a scan changes of a repository.
 * @param pages all that were read of it, the first one first
 * @param isWhole whether none is missing: a branch that did not come may be on a page that did not
 */
export function planRepository(
  known: KnownRepository | undefined,
  pages: readonly [ScannedRepository, ...ScannedRepository[]],
  isWhole: boolean,
): RepositoryPlan {
  const [first] = pages;
  const files = first.configs?.files ?? [];
  const stored = new Map((known?.configs ?? []).map((config) => [config.name, config]));
  const changed = files.filter((file) => isDifferent(stored.get(file.name), file));
  const names = new Set(files.map(({ name }) => name));
  return {
    id: first.id,
    name: first.name,
    news: newsOf(known, first),
    heads: headsOf(pages, isWhole),
    added: files.filter(({ name }) => !stored.has(name)).map(({ name }) => name),
    changed: changed.map(({ name }) => name),
    // Without a default branch, nothing says whether they are gone.
    missed: first.configs === undefined ? [] : [...stored.keys()].filter((name) => !names.has(name)),
  };
}

function newsOf(known: KnownRepository | undefined, found: ScannedRepository): RepositoryPlan["news"] {
  if (known === undefined) return "new";
  if (known.name !== found.name) return "renamed";
  const { defaultBranch = known.defaultBranch, isArchived } = found;
  return known.defaultBranch === defaultBranch && known.isArchived === isArchived ? "same" : "changed";
}

/** The same file may be read otherwise by a newer server. */
function isDifferent(stored: KnownConfig | undefined, { path, blob, problems }: KnownConfig): boolean {
  if (stored === undefined) return false;
  return stored.path !== path || stored.blob !== blob || stored.problems !== problems;
}

function headsOf(
  pages: readonly [ScannedRepository, ...ScannedRepository[]],
  isWhole: boolean,
): readonly HeadMove[] {
  const seen = new Map(Object.entries(pages[0].seen));
  const found = new Map(
    pages.flatMap(({ branches }) => branches).map(({ name, head }) => [name, head] as const),
  );
  const moved = [...found].filter(([branch, head]) => seen.get(branch) !== head);
  const gone = isWhole ? [...seen.keys()].filter((branch) => !found.has(branch)) : [];
  return [
    ...moved.map(([branch, head]) => ({ branch, seen: seen.get(branch), head })),
    ...gone.map((branch) => ({ branch, seen: seen.get(branch), head: undefined })),
  ];
}
