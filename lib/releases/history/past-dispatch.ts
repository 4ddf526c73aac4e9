import { isSameRepository } from "../documents/repository-name.ts";
import type { Source } from "../generated/schema.generated.ts";
import { hasLine, ROLLED_BACK, writtenRecords } from "./commit-message.ts";
import type { PastCommit } from "./record-history.ts";

type Commit = Pick<Source, "repository" | "sha">;

/** A dispatch as its commit tells of it. */
export interface PastDispatch {
  readonly id: string;
  readonly commit: PastCommit;
  /** The records that it wrote, by recordKey. */
  readonly records: readonly string[];
  /** The build that it says it comes from. */
  readonly source: Commit;
  /** Of the source, where a token proved that it comes from there. */
  readonly repositoryId: number | undefined;
}

const SOURCE = /^Source: (\S+)@([0-9a-f]{40})$/gm;
const VERIFIED = /^Verified: (?<repository>\S+) \(id (?<id>\d+)\) \S+ (?<sha>[0-9a-f]{40}) run /m;
/** What a promotion or a rollback writes of itself: they take on what builds have released. */
const PROMOTED = /^Promoted-From: /m;

/** A promotion or a rollback, as its commit tells of it. */
export type PastMove = Pick<PastDispatch, "id" | "commit">;

/** The promotions and rollbacks that commits tell of, in their order. Of one that took several attempts, the newest. */
export function pastMoves(commits: readonly PastCommit[]): readonly PastMove[] {
  const found = new Map<string, PastMove>();
  for (const commit of commits) {
    const id = dispatchId(commit);
    if (id !== undefined && isMove(commit) && !found.has(id)) found.set(id, { id, commit });
  }
  return [...found.values()];
}

function dispatchId({ message }: PastCommit): string | undefined {
  return /^Dispatch-Id: (\S+)$/m.exec(message)?.[1];
}

function isMove({ message }: PastCommit): boolean {
  return PROMOTED.test(message) || hasLine(message, ROLLED_BACK);
}

/**
 * The dispatches that commits tell of, in their order. One that took several attempts may have several commits.
 * @param commits newest first
 */
export function pastDispatches(commits: readonly PastCommit[]): readonly PastDispatch[] {
  const found = new Map<string, PastDispatch>();
  for (const commit of commits) {
    const dispatch = pastDispatch(commit);
    if (dispatch === undefined) continue;
    const newer = found.get(dispatch.id);
    if (newer === undefined) found.set(dispatch.id, dispatch);
    // Another build under the same id is another's: the newer one counts, and only for what it wrote.
    else if (isSameCommit(newer.source, dispatch.source)) {
      const records = [...new Set([...newer.records, ...dispatch.records])];
      const isProved = newer.repositoryId === dispatch.repositoryId;
      found.set(dispatch.id, { ...newer, records, repositoryId: isProved ? newer.repositoryId : undefined });
    }
  }
  return [...found.values()];
}

/** @returns undefined for a commit that is of no build's dispatch */
function pastDispatch(commit: PastCommit): PastDispatch | undefined {
  const { message } = commit;
  const id = dispatchId(commit);
  const [source, ...others] = [...message.matchAll(SOURCE)].map(commitOf);
  if (id === undefined || source === undefined || others.length > 0 || isMove(commit)) return undefined;
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

/** Whether two name the same commit of the same repository. */
export function isSameCommit(a: Commit, b: Commit): boolean {
  return isSameRepository(a.repository, b.repository) && a.sha === b.sha;
}
