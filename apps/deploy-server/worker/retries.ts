import { GitHubFailure } from "../../../lib/github/failure/failure.ts";
import { Passing } from "../trouble.ts";

const FIRST_MS = 2_000;
const LAST_MS = 60_000;
/** As many as are remembered; whatever is forgotten is tried again sooner. */
const REMEMBERED = 10_000;

/** How long requests wait that could not be moved on: for as long as somebody has said, else longer each time. */
export class Retries {
  readonly #failures = new Map<string, number>();

  /** @returns milliseconds until the next attempt */
  after(id: string, error: unknown, now: number): number {
    const failures = (this.#failures.get(id) ?? 0) + 1;
    if (this.#failures.size >= REMEMBERED) this.#failures.clear();
    this.#failures.set(id, failures);
    return toldWait(error, now) ?? Math.min(LAST_MS, FIRST_MS * 2 ** (failures - 1));
  }

  forget(id: string): void {
    this.#failures.delete(id);
  }
}

/** What GitHub or Slack has asked for. */
function toldWait(error: unknown, now: number): number | undefined {
  if (error instanceof Passing) return error.retryInMs;
  if (!(error instanceof GitHubFailure) || error.failure.code !== "rate-limit") return undefined;
  return Math.max(FIRST_MS, error.failure.until - now);
}
