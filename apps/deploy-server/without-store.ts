import { FolderInUse } from "../../lib/store/embedded/folder-lock.ts";
import { isPassing } from "../../lib/store/failure.ts";
import { LayoutError } from "../../lib/store/migrate.ts";

/** What PostgreSQL refuses at the start, by its codes. @see https://www.postgresql.org/docs/current/errcodes-appendix.html */
const REMEDIES: readonly (readonly [RegExp, string])[] = [
  [/^28/, "Correct the role or its password; if only TLS is let in, add ?sslmode=require"],
  [/^3D000$/, "Correct the name, or create the database, owned by the role"],
  [
    /^42501$/,
    "The role must own the database and all tables in it: give them to it, or restore the backup as this role",
  ],
];

/**
 * Why the server cannot start without its store, and what to do.
 * @returns undefined for what nobody has thought of, which its own trace explains best
 */
export function withoutStore(error: unknown): string | undefined {
  if (error instanceof FolderInUse || error instanceof LayoutError) return error.message;
  if (!(error instanceof Error)) return undefined;
  const code = "code" in error && typeof error.code === "string" ? error.code : "";
  const [, remedy] = REMEDIES.find(([pattern]) => pattern.test(code)) ?? [];
  if (remedy !== undefined) return `PostgreSQL refuses DATABASE_URL: ${error.message}. ${remedy}.`;
  if (!isPassing(error)) return undefined;
  return `PostgreSQL does not answer at DATABASE_URL: ${reasonOf(error)}. Look after it and the NetworkPolicy; then start the server again.`;
}

/** An attempt at several addresses has an error for each, and says nothing itself. */
function reasonOf(error: Error): string {
  const [first] = error instanceof AggregateError ? error.errors : [];
  return first instanceof Error ? first.message : error.message;
}
