import { stepLog } from "./log.ts";

/** The runner ends a cancelled job after five minutes: until then the post step must have said how it went. */
const PATIENCE_MS = 240_000;

/** How long a step that tells GitHub something keeps trying: from when its process started. */
export function patience() {
  return { deadline: Math.round(performance.timeOrigin) + PATIENCE_MS, log: stepLog };
}
