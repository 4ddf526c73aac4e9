import type { HistoryEntry } from "../../../lib/releases/history/history-entry.ts";

/** Where links lead. */
export interface Places {
  /** GitHub's address, without a trailing slash. */
  readonly githubUrl: string;
  /** The release repository; null if the history does not tell. */
  readonly repository: string | null;
}

/** Pages on GitHub about an entry; null where there is none. */
export interface EntryLinks {
  /** The release repository's commit. */
  readonly commit: string | null;
  /** The commit that was built, of what runs after it. */
  readonly source: string | null;
  readonly run: string | null;
  /** The commits of the source between what ran before and what runs after. */
  readonly compare: string | null;
}

export function entryLinks(
  { commit, from, to }: HistoryEntry,
  { githubUrl, repository }: Places,
): EntryLinks {
  const before = sourceOf(from);
  const after = sourceOf(to);
  return {
    commit: repository === null ? null : `${githubUrl}/${repository}/commit/${commit}`,
    source: after === undefined ? null : `${githubUrl}/${after.repository}/commit/${after.sha}`,
    run: after?.run === undefined ? null : `${githubUrl}/${after.repository}/actions/runs/${after.run}`,
    compare:
      before === undefined ||
      after === undefined ||
      before.repository !== after.repository ||
      before.sha === after.sha
        ? null
        : `${githubUrl}/${after.repository}/compare/${before.sha}...${after.sha}`,
  };
}

interface BuiltFrom {
  readonly repository: string;
  readonly sha: string;
  readonly run?: string;
}

function sourceOf(running: HistoryEntry["to"]): BuiltFrom | undefined {
  if (running === null || "chart" in running) return undefined;
  if ("path" in running) return running;
  const { source } = running;
  if (source === undefined) return undefined;
  const { repository, sha, run_id, run_attempt } = source;
  return {
    repository,
    sha,
    run: run_attempt > 1 ? `${run_id}/attempts/${run_attempt}` : String(run_id),
  };
}
