import { codeOf } from "../github/failure/failure.ts";
import { sameRepository } from "../github/repository.ts";
import { pullRequestOf } from "./event-payload.ts";
import type { Run } from "./run.ts";

/** Events whose runs get a read-only token and no secrets if the pull request comes from a fork. */
const RESTRICTED: ReadonlySet<string> = new Set([
  "pull_request",
  "pull_request_review",
  "pull_request_review_comment",
]);

/**
 * The fork that a run's pull request comes from. Such a run may not be able to report.
 * @see https://docs.github.com/en/actions/reference/workflows-and-actions/events-that-trigger-workflows#workflows-in-forked-repositories
 * @returns a phrase: `the fork mona/my-app`, or that it was deleted; undefined for every other run
 */
export function restrictedFork({ eventName, event, repository }: Run): string | undefined {
  const request = RESTRICTED.has(eventName) ? pullRequestOf(event) : undefined;
  if (request === undefined || sameRepository(request.headRepository, repository)) return undefined;
  return request.headRepository === undefined
    ? "a fork that was deleted"
    : `the fork ${request.headRepository}`;
}

/** Whether GitHub refused because of a permission, not a limit. */
export function isForbidden(error: unknown): boolean {
  const code = codeOf(error);
  return code === "missing-permission" || code === "single-sign-on";
}

/** Explains why a fork's run cannot do something, and what can. @param what `No status is set` */
export function forkNotice(what: string, fork: string): string {
  return (
    `${what}: the pull request comes from ${fork}, whose runs get no secrets and a ` +
    "read-only token. The job itself still shows as a check. Run what must write after the merge, on push."
  );
}
