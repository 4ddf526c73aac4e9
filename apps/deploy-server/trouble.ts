import { codeOf, GitHubFailure, passes } from "../../lib/github/failure/failure.ts";
import { Unverifiable } from "../../lib/github/oidc/unverifiable.ts";
import { isPassing } from "../../lib/store/failure.ts";

/** Something that may work when it is tried again: nobody is told of it before it lasts. */
export class Passing extends Error {
  override readonly name = "Passing";
  /** How long to wait at least, where somebody said so. */
  readonly retryInMs: number | undefined;

  constructor(message: string, options: ErrorOptions & { readonly retryInMs?: number } = {}) {
    super(message, options);
    this.retryInMs = options.retryInMs;
  }
}

/** Whether the same may succeed later although nobody changes anything. */
export function mayPass(error: unknown): boolean {
  // Whatever keeps an issuer's keys from the server, the token may be good.
  if (error instanceof Passing || error instanceof Unverifiable) return true;
  if (error instanceof GitHubFailure) return passes(error.failure) || codeOf(error) === "deadline-passed";
  return isPassing(error);
}

export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
