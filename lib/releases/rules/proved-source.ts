import type { ReleaseRecord } from "../generated/schema.generated.ts";
import type { PastDispatch } from "../history/past-dispatch.ts";
import type { VerifiedBuild } from "./verified-build.ts";

/**
 * A commit of a source repository that a release was proved to come from. Statuses and deployments go to such commits
 * and to no others: a deployment starts the workflows of the commit that it is about, with that repository's secrets,
 * so that whoever chooses the commit chooses what runs there. Only the functions of this file make one.
 */
class Proved {
  /** Keeps an object of the same form from passing for one. */
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

  /** For a step's state, from which `resumedSource` makes it again. */
  saved(): SavedSource {
    const { repository, repositoryId, sha } = this;
    return { repository, repositoryId, sha, isProved: this.#isProved };
  }
}

export type ProvedSource = Proved;

/** As a step's state keeps it between the steps of one action. */
export interface SavedSource extends Commit {
  readonly isProved: true;
}

interface Commit {
  readonly repository: string;
  readonly repositoryId: number;
  readonly sha: string;
}

/** What a token proved that GitHub signed. */
export function provedByToken(verified: VerifiedBuild): ProvedSource {
  return new Proved(verified);
}

/**
 * What a record of the release branch's database says was proved. A dispatch cannot write that: the id comes from the
 * token alone.
 */
export function provedByRecord({ source }: Pick<ReleaseRecord, "source">): ProvedSource | undefined {
  if (source?.repository_id === undefined) return undefined;
  const { repository, repository_id: repositoryId, sha } = source;
  return new Proved({ repository, repositoryId, sha });
}

/** What a commit of the release branch says was proved, in its `Verified:` line. */
export function provedByHistory({ source, repositoryId }: PastDispatch): ProvedSource | undefined {
  return repositoryId === undefined ? undefined : new Proved({ ...source, repositoryId });
}

/** What an earlier step of the same action proved, from the state that it saved. */
export function resumedSource(state: SavedSource): ProvedSource {
  return new Proved(state);
}
