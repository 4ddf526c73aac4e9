import { stepLog } from "../../../lib/action/log.ts";
import type { Patience } from "../../../lib/github/persist.ts";

/** The runner ends a cancelled job after five minutes: until then the post step must have said how it went. */
const PATIENCE_MS = 240_000;

/** How long this step tries, from when the process started. */
export function patience(): Patience & { readonly log: typeof stepLog } {
  return { deadline: Math.round(performance.timeOrigin) + PATIENCE_MS, log: stepLog };
}
