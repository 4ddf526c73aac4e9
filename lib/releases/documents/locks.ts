import type { Lock, Locks } from "../generated/schema.generated.ts";
import { existsInCalendar } from "./calendar.ts";
import { located, parseJson } from "./json-text.ts";
import { InvalidDocument, requireValid } from "./problem.ts";
import { locksSchemaProblems, problemAt, type SchemaProblem } from "./schema-problems.ts";

export type { Lock };

/** Where a release repository keeps its locks: beside the database. @param path the database's */
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
