import { minimatch } from "minimatch";

/**
 * Whether a full ref fits a pattern. `main` and `release/*` speak of branches, `refs/tags/v*` of what it says;
 * `*` stops at a slash, `**` between slashes does not.
 */
export function matchesRef(ref: string, pattern: string): boolean {
  const full = pattern.startsWith("refs/") ? pattern : `refs/heads/${pattern}`;
  return minimatch(ref, full, PLAIN);
}

/** Stars, question marks and `[a-z]`: `!`, `#`, braces and `+(…)` are legal in refs and mean nothing here. */
const PLAIN = { dot: true, nobrace: true, nocomment: true, noext: true, nonegate: true };
