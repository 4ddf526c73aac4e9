import type { FoundCommit } from "../github/branch/find-commit.ts";
import type { CommitContent } from "../github/branch/write-commit.ts";
import { parseDatabase, recordKey, serializeDatabase } from "../releases/documents/database.ts";
import type { Database, Source } from "../releases/generated/schema.generated.ts";
import {
  commitMessage,
  knownBy,
  partOf,
  partsOf,
  writtenRecords,
  type MessageOptions,
} from "../releases/history/commit-message.ts";
import {
  applyReleases,
  type Applied,
  type ReleaseOptions,
  type ReleaseResult,
  type SourcedRelease,
} from "../releases/rules/apply.ts";
import { comingFreezes } from "../releases/rules/freeze.ts";
import { ruleNotes, type Documents } from "./documents.ts";

/** Decides what to release, given the current database and policy. */
export interface Plan extends Pick<ReleaseOptions, "order" | "pin"> {
  readonly releases: readonly SourcedRelease[];
}

/** The database file before and after a change, and what happens to each release. */
export interface Update {
  readonly results: readonly ReleaseResult[];
  /** Remarks on the rules: that there is no policy, a rule or lock that matches nothing, a freeze that begins soon. */
  readonly coming: readonly string[];
  readonly before: string;
  readonly after: string;
}

export interface DatabaseChange<T extends Update = Update> {
  readonly update: T;
  /** Absent if the database does not change. */
  readonly content?: CommitContent;
  /** The database as the content has it. */
  readonly database?: Database;
}

/** A database as it will be read. */
export interface WrittenDatabase {
  readonly text: string;
  readonly database: Database;
}

/**
 * The database's text, and what will be read from it.
 * @throws InvalidDocument if it would be invalid: never write a database that the next release cannot read
 */
export function writeDatabase(database: Database, path: string): WrittenDatabase {
  const text = serializeDatabase(database);
  return { text, database: parseDatabase(text, path) };
}

export interface ChangeOptions extends MessageOptions, Pick<ReleaseOptions, "at" | "writer" | "bringsBack"> {
  /** The database's path. */
  readonly path: string;
  /** How the database is written; whoever decides several changes for one commit writes once for all. */
  readonly write?: ((database: Database, path: string) => WrittenDatabase) | undefined;
  /** The commit of an earlier attempt of this job: what it wrote is done, and the rest is decided again. */
  readonly earlier?: FoundCommit | undefined;
}

/**
 * Applies a plan to the database file.
 * @throws InvalidDocument if the resulting file would be invalid
 */
export function decideChange(
  documents: Documents,
  { releases, order, pin }: Plan,
  options: ChangeOptions,
): DatabaseChange {
  const { database, policy, locks } = documents;
  const { earlier } = options;
  const done = writtenRecords(ownPart(earlier, options));
  const isDone = (release: SourcedRelease): boolean => done.has(recordKey(release));
  const open = releases.filter((release) => !isDone(release));
  const applied = applyReleases(database, open, { ...options, policy, locks, order, pin });
  const results = inOrder(releases, [
    ...applied.results,
    ...doneResults(releases.filter(isDone), database, earlier),
  ]);
  return changeOf(
    documents,
    { ...applied, results },
    {
      message: options,
      sources: appliedSources(open, applied.results),
      coming: [
        ...ruleNotes(documents, { database: applied.database, places: releases, at: options.at }),
        ...comingFreezes(policy, releases, options.at),
      ],
    },
  );
}

/** What the commit of an earlier attempt says of this operation; others may share it. */
function ownPart(earlier: FoundCommit | undefined, { id, verified }: MessageOptions): string {
  if (earlier === undefined) return "";
  const [whole = "", ...more] = partsOf(earlier.message);
  return more.length === 0 ? whole : (partOf(earlier.message, knownBy(id, verified)) ?? "");
}

/** What a change adds to its commit and its report. */
interface ChangeDescription {
  readonly message: ChangeOptions;
  /** The builds that this change writes, each once. */
  readonly sources: readonly Source[];
  readonly coming: readonly string[];
}

/**
 * The file change that leads to a database.
 * @throws InvalidDocument if the resulting file would be invalid
 */
export function changeOf(
  { text: before }: Pick<Documents, "text">,
  { database, results, changed }: Applied,
  { message: options, sources, coming }: ChangeDescription,
): DatabaseChange {
  if (!changed) return { update: { results, coming, before, after: before } };
  const { path, write = writeDatabase } = options;
  const { text: after, database: written } = write(database, path);
  const message = commitMessage(results, sources, options);
  return {
    update: { results, coming, before, after },
    content: { ...message, files: new Map([[path, after]]) },
    database: written,
  };
}

/** The builds that this change writes, each once. */
function appliedSources(
  open: readonly SourcedRelease[],
  results: readonly ReleaseResult[],
): readonly Source[] {
  const sources = open.flatMap(({ source }, index) =>
    source !== undefined && results[index]?.outcome === "applied" ? [source] : [],
  );
  const names = sources.map(({ repository, sha, run_id, run_attempt }) =>
    [repository, sha, run_id, run_attempt].join(" "),
  );
  return sources.filter((_source, index) => names.indexOf(names[index] ?? "") === index);
}

function doneResults(
  releases: readonly SourcedRelease[],
  database: Database,
  earlier: FoundCommit | undefined,
): readonly ReleaseResult[] {
  const images = new Map(database.releases.map((record) => [recordKey(record), record.image]));
  return releases.map(({ container, channel, image }) => ({
    container,
    channel,
    outcome: "unchanged",
    reason: `an earlier attempt of this job wrote it, in commit ${earlier?.oid.slice(0, 7)}`,
    before: images.get(recordKey({ container, channel })) ?? null,
    after: image,
  }));
}

function inOrder(
  releases: readonly SourcedRelease[],
  results: readonly ReleaseResult[],
): readonly ReleaseResult[] {
  const place = new Map(releases.map((release, index) => [recordKey(release), index]));
  return results.toSorted((a, b) => (place.get(recordKey(a)) ?? 0) - (place.get(recordKey(b)) ?? 0));
}
