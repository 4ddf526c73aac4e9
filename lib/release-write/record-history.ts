import { MAX_TEXT_BYTES } from "../github/blob-text.ts";
import { listCommits, type FileCommit } from "../github/branch/list-commits.ts";
import { readAt } from "../github/branch/read-at.ts";
import type { GitHubRepository } from "../github/github-repository.ts";
import { parseDatabase, recordKey, type Place } from "../releases/documents/database.ts";
import { InvalidDocument } from "../releases/documents/problem.ts";
import type { Database, ReleaseRecord } from "../releases/generated/schema.generated.ts";
import { dispatchTrailer, hasLine, mayHaveChanged } from "../releases/history/commit-message.ts";
import { entryAt } from "../releases/history/place-entry.ts";
import type { RecordState } from "../releases/history/record-history.ts";

/** The current database file on its branch. */
export interface DatabaseFile {
  readonly repository: GitHubRepository;
  readonly path: string;
  /** The commit that it was read at. */
  readonly head: string;
  readonly text: string;
  readonly database: Database;
}

/** How far to search: pages of 100 commits, one request each. */
const PAGES = 10;
/** The most of those commits to read: only those that may have changed the records. */
const TEXTS = 200;
/** Per request, so that GitHub answers each in time. */
const TEXTS_AT_ONCE = 20;
const BYTES_AT_ONCE = 2_000_000;

/**
 * The past states of records, newest first, from the history of the database file: one request lists commits, and one reads
 * the texts of those that may have changed the records. It makes more of both only if these do not reach far enough.
 */
export class RecordHistory {
  readonly #file: DatabaseFile;
  readonly #keys: ReadonlySet<string>;
  readonly #places: readonly Place[];
  readonly #atOnce: number;
  readonly #commits: FileCommit[] = [];
  readonly #states = new Map<string, RecordState[]>();
  #unread: FileCommit[] = [];
  #next: string | undefined;
  #pages = 0;
  #texts = 0;
  #broken = 0;

  /** @param places of the records, whether or not something is deployed there now */
  constructor(file: DatabaseFile, places: readonly Place[]) {
    this.#file = file;
    this.#places = places;
    this.#keys = new Set(places.map(recordKey));
    const bytes = Buffer.byteLength(file.text);
    // A text that GraphQL truncates needs its own request, so none is read ahead.
    this.#atOnce = bytes > MAX_TEXT_BYTES ? 1 : Math.min(TEXTS_AT_ONCE, Math.floor(BYTES_AT_ONCE / bytes));
  }

  /** Reads further back. @returns false at the end of the history or the limit */
  async readMore(): Promise<boolean> {
    if (this.#unread.length === 0) return await this.#listMore();
    if (this.#texts >= TEXTS) return false;
    const commits = this.#unread.splice(0, this.#atOnce);
    const { repository, path } = this.#file;
    const oids = commits.map(({ oid }) => oid);
    const files = await readAt(repository, path, oids);
    this.#texts += commits.length;
    for (const [index, commit] of commits.entries()) this.#take(commit, this.#parse(files[index]?.text));
    return true;
  }

  /** A place's past states, newest first. */
  statesOf(place: Place): readonly RecordState[] {
    return this.#states.get(recordKey(place)) ?? [];
  }

  /** Whether a commit that is listed but not yet read wrote this record. */
  isOlder({ dispatch_id }: ReleaseRecord): boolean {
    return this.#unread.some(({ message }) => hasLine(message, dispatchTrailer(dispatch_id)));
  }

  /** How far the search went, for messages: `its last 1000 commits, back to 2026-11-20`. */
  get reach(): string {
    const seen = this.#commits.slice(0, this.#commits.length - this.#unread.length);
    const commits = `${seen.length} commit${seen.length === 1 ? "" : "s"}`;
    const broken = this.#broken === 0 ? "" : `, ${this.#broken} of which contain no valid database`;
    if (this.isComplete) return `its ${commits}${broken}`;
    return `its last ${commits}, back to ${seen.at(-1)?.committedDate.slice(0, 10)}${broken}`;
  }

  /** Whether the whole history was read. */
  get isComplete(): boolean {
    return this.#pages > 0 && this.#next === undefined && this.#unread.length === 0;
  }

  async #listMore(): Promise<boolean> {
    if (this.#pages === PAGES || (this.#pages > 0 && this.#next === undefined)) return false;
    const { commits, next } = await listCommits(this.#file.repository, this.#file, this.#next);
    this.#next = next;
    this.#pages += 1;
    const changing = commits.filter(({ message }) => mayHaveChanged(message, this.#keys));
    const [newest, ...older] = changing;
    // No commit since the newest of these has changed the records, so the head has their state.
    if (this.#states.size === 0 && newest !== undefined) {
      this.#take(newest, this.#file.database);
      this.#unread = older;
    } else {
      this.#unread = changing;
    }
    this.#commits.push(...commits);
    return true;
  }

  #take(commit: FileCommit, database: Database | undefined): void {
    if (database === undefined) return;
    const records = new Map(database.releases.map((record) => [recordKey(record), record]));
    for (const place of this.#places) {
      const key = recordKey(place);
      const states = this.#states.get(key) ?? [];
      states.push({ commit, record: records.get(key), entry: entryAt(database, place) });
      this.#states.set(key, states);
    }
  }

  /** An invalid database, or one in another format, has nothing to roll back to. */
  #parse(text: string | undefined): Database | undefined {
    if (text === undefined) return undefined;
    try {
      return parseDatabase(text, this.#file.path);
    } catch (error) {
      if (!(error instanceof InvalidDocument)) throw error;
      this.#broken += 1;
      return undefined;
    }
  }
}
