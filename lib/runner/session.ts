import type { Session } from "../github/session.ts";
import { connection } from "./connection.ts";
import { stepLog } from "./log.ts";

/** The runner kills a cancelled job after five minutes; by then the post step must have reported the outcome. */
const REPORTING_MS = 240_000;

/** Epoch milliseconds. */
export const PROCESS_START = Math.round(performance.timeOrigin);

/**
 * How a step reaches GitHub, and until when it retries.
 * @param deadline epoch milliseconds; by default, the deadline of a reporting step, counted from its start
 */
export function stepSession(deadline = PROCESS_START + REPORTING_MS): Session {
  return { connection, log: stepLog, deadline };
}
