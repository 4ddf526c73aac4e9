import type { Session } from "../github/session.ts";
import { connection } from "./connection.ts";
import { stepLog } from "./log.ts";

/** The runner ends a cancelled job after five minutes: until then the post step must have said how it went. */
const REPORTING_MS = 240_000;

/** Milliseconds since the epoch. */
export const PROCESS_START = Math.round(performance.timeOrigin);

/**
 * How a step reaches GitHub, and until when it tries.
 * @param deadline epoch milliseconds; without it, that of a step that reports something, counted from its start
 */
export function stepSession(deadline = PROCESS_START + REPORTING_MS): Session {
  return { connection, log: stepLog, deadline };
}
