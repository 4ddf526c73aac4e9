import type { ReleaseRecord } from "../generated/schema.generated.ts";
import type { PastDispatch } from "../history/past-dispatch.ts";
import type { VerifiedBuild } from "./verified-build.ts";

/**
 * A commit of a source repository that a release is proved to come from. Statuses and deployments go only to such
 * commits: a deployment starts the commit's own workflows with that repository's secrets, so whoever chooses the commit
 * chooses what runs there. Only the functions in this file create one.
 */
class Proved {
  /** Keeps an object of the same shape from passing for one. */
  readonly #isProved = true;
  readonly repository: string;
  readonly repositoryId: number;
  /** 40 hex. */
  readonly sha: string;

  constructor(commit: Commit) {
    this.repository = commit.repository;
    this.repositoryId = commit.repositoryId;
    this.sha = commit.sha;
  }

  /** The form for a step's state, which `resumedSource` reads back. */
  saved(): SavedSource {
    const { repository, repositoryId, sha } = this;
    return { repository, repositoryId, sha, isProved: this.#isProved };
  }
}

export type ProvedSource = Proved;

/** The form that a step's state keeps between the steps of one action. */
export interface SavedSource extends Commit {
  readonly isProved: true;
}

interface Commit {
  readonly repository: string;
  readonly repositoryId: number;
  readonly sha: string;
}

/** From a verified token, which GitHub signed. */
export function provedByToken(verified: VerifiedBuild): ProvedSource {
  return new Proved(verified);
}

/**
 * From a record of the release branch's database. A dispatch cannot write the id, which comes only from a token.
 */
export function provedByRecord({ source }: Pick<ReleaseRecord, "source">): ProvedSource | undefined {
  if (source?.repository_id === undefined) return undefined;
  const { repository, repository_id: repositoryId, sha } = source;
  return new Proved({ repository, repositoryId, sha });
}

/** From the `Verified:` line of a commit on the release branch. */
export function provedByHistory({ source, repositoryId }: PastDispatch): ProvedSource | undefined {
  return repositoryId === undefined ? undefined : new Proved({ ...source, repositoryId });
}

/** From the state that an earlier step of the same action saved. */
export function resumedSource(state: SavedSource): ProvedSource {
  return new Proved(state);
}
