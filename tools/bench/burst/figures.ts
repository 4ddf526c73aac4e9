import type { RecordedRequest } from "@release-channels/sandbox";

/** The results of one strategy. Times are milliseconds from when all were ready to send. */
export interface Figures {
  readonly strategy: string;
  readonly dispatches: number;
  /** Releases in the final database. */
  readonly landed: number;
  readonly lost: number;
  readonly commits: number;
  /** Commit requests, including refused ones. */
  readonly writeAttempts: number;
  readonly requests: number;
  /** Until half of the landed releases had landed. */
  readonly p50Ms: number;
  readonly p95Ms: number;
  /** Until the last landing. */
  readonly wallMs: number;
  /** The time for as many serial writes, or for what the limits allow if they are enforced. */
  readonly idealMs: number;
}

/** The requests that create a commit. */
export function isWrite({ operation, method }: RecordedRequest): boolean {
  return (
    operation === "graphql:CommitOnBranch" ||
    operation === "repos/create-or-update-file-contents" ||
    (operation === "git:receive-pack" && method === "POST")
  );
}

/** @param sorted ascending; 0 for none */
export function percentile(sorted: readonly number[], percent: number): number {
  return sorted[Math.max(0, Math.ceil((sorted.length * percent) / 100) - 1)] ?? 0;
}

const MINUTE = 60_000;

/**
 * The shortest time for this many writes.
 * @param writeMs one of them
 * @param perMinute how many GitHub allows per minute
 */
export function idealMs(writes: number, writeMs: number, perMinute = Number.POSITIVE_INFINITY): number {
  const fullMinutes = Number.isFinite(perMinute) ? Math.floor((writes - 1) / perMinute) : 0;
  const rest = fullMinutes === 0 ? writes : writes - fullMinutes * perMinute;
  return Math.max(writes * writeMs, fullMinutes * MINUTE + rest * writeMs);
}
