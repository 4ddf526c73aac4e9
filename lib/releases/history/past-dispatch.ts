import { isSameRepository } from "../documents/repository-name.ts";
import type { Source } from "../generated/schema.generated.ts";
import { hasLine, partsOf, ROLLED_BACK, writtenRecords } from "./commit-message.ts";
import type { PastCommit } from "./record-history.ts";

type Commit = Pick<Source, "repository" | "sha">;

/** A dispatch, read from its commit. */
export interface PastDispatch {
  readonly id: string;
  readonly commit: PastCommit;
  /** The records that it wrote, by recordKey. */
  readonly records: readonly string[];
  /** The build it claims to come from. */
  readonly source: Commit;
  /** The proved source, if a token proved it. */
  readonly repositoryId: number | undefined;
}

const SOURCE = /^Source: (\S+)@([0-9a-f]{40})$/gm;
const VERIFIED = /^Verified: (?<repository>\S+) \(id (?<id>\d+)\) \S+ (?<sha>[0-9a-f]{40}) run /m;
/** The trailers of promotions and rollbacks, which release again what builds have released. */
const PROMOTED = /^Promoted-From: /m;

/** A promotion or a rollback, read from its commit. */
export type PastMove = Pick<PastDispatch, "id" | "commit">;

/** The promotions and rollbacks among commits, in their order. Of one that took several attempts, the newest. */
export function pastMoves(commits: readonly PastCommit[]): readonly PastMove[] {
  const found = new Map<string, PastMove>();
  for (const commit of commits) {
    const id = dispatchId(commit);
    if (id !== undefined && isMove(commit) && !found.has(id)) found.set(id, { id, commit });
  }
  return [...found.values()];
}

function dispatchId({ message }: Pick<PastCommit, "message">): string | undefined {
  return /^Dispatch-Id: (\S+)$/m.exec(message)?.[1];
}

function isMove({ message }: Pick<PastCommit, "message">): boolean {
  return PROMOTED.test(message) || hasLine(message, ROLLED_BACK);
}

/**
 * The dispatches among commits, in their order. One that took several attempts may have several commits.
 * @param commits newest first
 */
export function pastDispatches(commits: readonly PastCommit[]): readonly PastDispatch[] {
  const found = new Map<string, PastDispatch>();
  for (const dispatch of commits.flatMap(carriedBy)) {
    const newer = found.get(dispatch.id);
    if (newer === undefined) found.set(dispatch.id, dispatch);
    // Another build with the same id is somebody else's: the newer one counts, and only for the records it wrote.
    else if (isSameCommit(newer.source, dispatch.source)) {
      const records = [...new Set([...newer.records, ...dispatch.records])];
      const isProved = newer.repositoryId === dispatch.repositoryId;
      found.set(dispatch.id, { ...newer, records, repositoryId: isProved ? newer.repositoryId : undefined });
    }
  }
  return [...found.values()];
}

function carriedBy(commit: PastCommit): readonly PastDispatch[] {
  return partsOf(commit.message).flatMap((message) => pastDispatch(commit, message) ?? []);
}

/**
 * @param message what the commit says of it
 * @returns undefined for what is not a build's dispatch
 */
function pastDispatch(commit: PastCommit, message: string): PastDispatch | undefined {
  const id = dispatchId({ message });
  const [source, ...others] = [...message.matchAll(SOURCE)].map(commitOf);
  if (id === undefined || source === undefined || others.length > 0 || isMove({ message })) return undefined;
  return {
    id,
    commit,
    records: [...writtenRecords(message)],
    source,
    repositoryId: verifiedId(message, source),
  };
}

function verifiedId(message: string, source: Commit): number | undefined {
  const { repository = "", sha = "", id } = VERIFIED.exec(message)?.groups ?? {};
  return id !== undefined && isSameCommit({ repository, sha }, source) ? Number(id) : undefined;
}

function commitOf([, repository = "", sha = ""]: RegExpExecArray): Commit {
  return { repository, sha };
}

/** Whether both name the same commit of the same repository. */
export function isSameCommit(a: Commit, b: Commit): boolean {
  return isSameRepository(a.repository, b.repository) && a.sha === b.sha;
}
