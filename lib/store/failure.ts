/** Classes and codes of PostgreSQL that pass by themselves. @see https://www.postgresql.org/docs/current/errcodes-appendix.html */
const PASSING_STATES = [
  /^08/, // connection exceptions
  /^53/, // too many connections, disk full, out of memory
  /^57P0[1-5]$/, // shutdowns, and "the database system is starting up"
  /^57014$/, // statement timeout
  /^25P0[34]$/, // a transaction that was idle, or took too long
  /^40(?:001|P01)$/, // serialization failure, deadlock
  /^55P03$/, // a lock that was not to be had
];

/** Codes of Node's own, of connections that were lost or not to be had. */
const PASSING_CODES = new Set([
  "ECONNREFUSED",
  "ECONNRESET",
  "EPIPE",
  "ETIMEDOUT",
  "ENOTFOUND",
  "EAI_AGAIN",
  "EHOSTUNREACH",
  "ENETUNREACH",
]);

/** What `pg` and its pool say without a code. */
const PASSING_MESSAGES =
  /^(?:Connection terminated|timeout exceeded when trying to connect|Query read timeout|Client has encountered a connection error|Client was closed)/;

/**
 * Whether the same may succeed in a while: the database was restarted, is full of connections, or took too long. Whoever
 * acts on it must expect that the lost query was done all the same.
 */
export function isPassing(error: unknown): boolean {
  if (error instanceof AggregateError) return error.errors.some(isPassing);
  if (!(error instanceof Error)) return false;
  const code = "code" in error && typeof error.code === "string" ? error.code : "";
  return (
    PASSING_CODES.has(code) ||
    (code.length === 5 && PASSING_STATES.some((state) => state.test(code))) ||
    PASSING_MESSAGES.test(error.message) ||
    (error.cause !== undefined && isPassing(error.cause))
  );
}

/** The constraint that refused a row, such as `requests_active`; undefined where it was something else. */
export function violatedConstraint(error: unknown): string | undefined {
  if (!(error instanceof Error) || !("code" in error) || error.code !== "23505") return undefined;
  return "constraint" in error && typeof error.constraint === "string" ? error.constraint : "";
}
