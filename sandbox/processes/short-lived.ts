/**
 * Arguments for a Node that lives for a fraction of a second, as a step's does: in MB, room for all that it makes, so that
 * it ends before any garbage is collected. Collecting it takes a tenth of a step's CPU time.
 */
export const SHORT_LIVED = ["--min-semi-space-size=16", "--max-semi-space-size=32"];
