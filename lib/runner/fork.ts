import { codeOf } from "../github/failure/failure.ts";
import { sameRepository } from "../github/repository.ts";
import { pullRequestOf } from "./event-payload.ts";
import type { Run } from "./run.ts";

/** The events whose runs have a token that only reads, and no secrets, where the pull request comes from a fork. */
const RESTRICTED: ReadonlySet<string> = new Set([
  "pull_request",
  "pull_request_review",
  "pull_request_review_comment",
]);

/**
 * The fork whose pull request a run is of, which may therefore not report.
 * @see https://docs.github.com/en/actions/reference/workflows-and-actions/events-that-trigger-workflows#workflows-in-forked-repositories
 * @returns in words: `the fork mona/my-app`, or that it was deleted; undefined for every other run
 */
export function restrictedFork({ eventName, event, repository }: Run): string | undefined {
  const request = RESTRICTED.has(eventName) ? pullRequestOf(event) : undefined;
  if (request === undefined || sameRepository(request.headRepository, repository)) return undefined;
  return request.headRepository === undefined
    ? "a fork that was deleted"
    : `the fork ${request.headRepository}`;
}

/** Whether GitHub refused for want of a permission, and not for a limit. */
export function isForbidden(error: unknown): boolean {
  const code = codeOf(error);
  return code === "missing-permission" || code === "single-sign-on";
}

/** Why such a run cannot do something, and what can. @param what `No status is set` */
export function forkNotice(what: string, fork: string): string {
  return (
    `${what}: the pull request comes from ${fork}, and GitHub gives its runs no secrets and a token that only ` +
    "reads. The job itself shows as a check all the same. What must write runs after the merge, on push."
  );
}
