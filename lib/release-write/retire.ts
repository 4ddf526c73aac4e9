import type { FoundCommit } from "../github/branch/find-commit.ts";
import { recordKey, type Place } from "../releases/documents/database.ts";
import { writtenRecords } from "../releases/history/commit-message.ts";
import type { ReleaseResult } from "../releases/rules/apply.ts";
import { retire, retiredPlaces, type Retirement } from "../releases/rules/retirement.ts";
import { changeOf, type ChangeOptions, type DatabaseChange } from "./decide.ts";
import { readDocuments, ruleNotes, type DocumentPaths, type DocumentTexts } from "./documents.ts";

export interface RetireOptions extends Omit<ChangeOptions, "note">, DocumentPaths {
  /** One line. */
  readonly reason: string;
  readonly endsOwnPin?: boolean | undefined;
}

/**
 * Applies a retirement to the database file.
 * @throws InvalidDocument if a file is invalid, or the container or channel does not exist
 */
export function decideRetirement(
  files: DocumentTexts,
  retirement: Retirement,
  options: RetireOptions,
): DatabaseChange {
  const { earlier } = options;
  const documents = readDocuments(files, options);
  const { database, policy, locks } = documents;
  const done = earlier === undefined ? new Set<string>() : writtenRecords(earlier.message);
  const places = retiredPlaces(database, retirement);
  const open = places.filter((place) => !done.has(recordKey(place)));
  const retired = retire(database, open, { ...options, policy, locks });
  const results = [
    ...places.filter((place) => done.has(recordKey(place))).map((place) => doneResult(place, earlier)),
    ...retired.results,
  ];
  const trailers = [...(options.trailers ?? []), `Reason: ${options.reason}`];
  const message = { ...options, trailers };
  const coming = ruleNotes(documents, { database: retired.database, places, at: options.at });
  return changeOf(documents, { ...retired, results }, { message, sources: [], coming });
}

/** A record that has come back since was released on purpose, so it stays. */
function doneResult(place: Place, earlier: FoundCommit | undefined): ReleaseResult {
  const reason = `an earlier attempt of this job retired it, in commit ${earlier?.oid.slice(0, 7)}`;
  return { ...place, outcome: "unchanged", reason, before: null, after: null };
}
