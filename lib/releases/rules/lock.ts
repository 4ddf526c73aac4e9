import { existsInCalendar } from "../documents/calendar.ts";
import { located, parseJson } from "../documents/json-text.ts";
import { InvalidDocument, requireValid } from "../documents/problem.ts";
import { locksSchemaProblems, problemAt, type SchemaProblem } from "../documents/schema-problems.ts";
import type { Lock, Locks } from "../generated/schema.generated.ts";

export type { Lock };

/** Where a release repository keeps its locks: next to the database. @param path the database's */
export function locksPath(path: string): string {
  return `${path.slice(0, path.lastIndexOf("/") + 1)}locks.json`;
}

/**
 * Parses the file of locks. A misspelt field must not unlock anything: whatever is not known is an error.
 * @param text undefined if there is no such file, and so no lock
 * @param document its path, for messages
 * @throws InvalidDocument with line and column
 */
export function parseLocks(text: string | undefined, document: string): readonly Lock[] {
  if (text === undefined) return [];
  const data = parseJson(text, document);
  const wrong = locksSchemaProblems(data);
  if (!isReadable(data, wrong)) throw new InvalidDocument(document, located(text, wrong));
  requireValid(document, located(text, [...wrong, ...noTimes(data)]));
  return data.locks;
}

/** Whether the data has the shape, apart from unknown fields. */
function isReadable(_data: unknown, wrong: readonly SchemaProblem[]): _data is Locks {
  return wrong.every(({ isUnknownField }) => isUnknownField);
}

function noTimes({ locks }: Locks): readonly SchemaProblem[] {
  return locks.flatMap((lock, index) =>
    (["at", "until"] as const).flatMap((field) => {
      const time = lock[field];
      if (time === undefined || existsInCalendar(time)) return [];
      return [problemAt(["locks", index, field], `is ${time}, a date that does not exist`)];
    }),
  );
}

/** What a lock is about: for the actions, a container is a config. */
interface LockedPlace {
  readonly config: string;
  readonly channel: string;
}

/**
 * Why a place is locked, in words that follow "because". A lock stops everybody, its owner and their autodeploy too; one
 * that names neither config nor channel is one of all.
 * @param at now: ISO 8601 in UTC
 */
export function lockReason(locks: readonly Lock[], place: LockedPlace, at: string): string | undefined {
  const lock = locks.find((one) => concerns(one, place) && isInForce(one, at));
  if (lock === undefined) return undefined;
  const until = lock.until === undefined ? "" : ` until ${lock.until}`;
  return `${scopeOf(lock)} was locked by ${lock.owner} on ${lock.at}${until}: ${lock.reason}`;
}

function concerns({ config, channel }: Lock, place: LockedPlace): boolean {
  return (config ?? place.config) === place.config && (channel ?? place.channel) === place.channel;
}

function isInForce({ until }: Lock, at: string): boolean {
  return until === undefined || Date.parse(at) < Date.parse(until);
}

function scopeOf({ config, channel }: Lock): string {
  if (config === undefined) return channel === undefined ? "everything" : `all of ${channel}`;
  return channel === undefined ? `${config} in every channel` : `${config} in ${channel}`;
}
