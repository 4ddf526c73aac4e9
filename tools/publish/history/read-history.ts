import { parseDatabase } from "../../../lib/releases/documents/database.ts";
import { InvalidDocument } from "../../../lib/releases/documents/problem.ts";
import type { Database } from "../../../lib/releases/generated/schema.generated.ts";
import { historyChanges, type HistoryCommit } from "../../../lib/releases/history/history-changes.ts";
import { builtFrom, type HistoryLine } from "../../../lib/releases/history/history-lines.ts";
import { branchCommits } from "./branch-commits.ts";
import { GitObjects } from "./git-objects.ts";

/** A release repository's clone. */
export interface Clone {
  readonly directory: string;
  /** The commit to end at. */
  readonly head: string;
  /** The database's path in it. */
  readonly database: string;
  /** The file that pins the release API's image. */
  readonly kustomization: string;
}

/**
 * What happened to each place, oldest first, and when an image with it was given to Argo CD. Holds two versions of the
 * database, and of the past only the ids of the commits.
 */
export async function* readHistory({
  directory,
  head,
  database: path,
  kustomization,
}: Clone): AsyncGenerator<HistoryLine> {
  const objects = new GitObjects(directory);
  /** How many entries there were when a commit had been read. */
  const counts = new Map<string, number>();
  let before: Database | undefined;
  let count = 0;
  let published = 0;
  try {
    for await (const { oid, blobs } of branchCommits(directory, head, [path, kustomization])) {
      if (blobs.has(path)) {
        const blob = blobs.get(path);
        const after = blob === undefined ? EMPTY : parsed(String(await objects.read(blob)), path);
        if (after !== undefined) {
          const entries = historyChanges(await readCommit(objects, oid), before, after);
          count += entries.length;
          yield* entries;
          before = after;
        }
      }
      counts.set(oid, count);
      if (!blobs.has(kustomization)) continue;
      const { at, message } = await readCommit(objects, oid);
      const through = counts.get(builtFrom(message) ?? "") ?? 0;
      if (through <= published) continue;
      published = through;
      yield { published: { through, at, commit: oid } };
    }
  } finally {
    await objects.close();
  }
}

const EMPTY: Database = { version: 1, releases: [] };

/** An invalid database was never served, so it counts as if it had not been committed. */
function parsed(text: string, path: string): Database | undefined {
  try {
    return parseDatabase(text, path);
  } catch (error) {
    if (error instanceof InvalidDocument) return undefined;
    throw error;
  }
}

async function readCommit(objects: GitObjects, oid: string): Promise<HistoryCommit> {
  const text = String(await objects.read(oid));
  const split = text.indexOf("\n\n");
  const head = text.slice(0, split);
  const author = /^author (.*?) <[^>]*> \d+ [+-]\d{4}$/m.exec(head)?.[1] ?? "";
  const seconds = Number(/^committer .*? (\d+) [+-]\d{4}$/m.exec(head)?.[1] ?? 0);
  const at = new Date(seconds * 1000).toISOString().replace(".000Z", "Z");
  return { oid, at, author, message: text.slice(split + 2) };
}
