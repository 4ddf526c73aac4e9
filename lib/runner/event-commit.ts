import { sameRepository } from "../github/repository.ts";
import {
  claimedSourceOf,
  commentedRequestOf,
  headShaOf,
  pullRequestOf,
  statusShaOf,
} from "./event-payload.ts";
import type { Run } from "./run.ts";

/** Why an event has no commit in a repository. */
export interface NoCommit {
  readonly reason: string;
}

/**
 * The commit of a repository that an event is about, for everything that reports. GITHUB_SHA is often another one: a
 * pull request's test merge, which nobody sees, or the head of the default branch. A merged pull request stands for its
 * merge commit: that is what the branch has now, and what actions/checkout checks out.
 * @param repository `owner/name`
 * @see https://docs.github.com/en/actions/reference/workflows-and-actions/events-that-trigger-workflows
 */
export function eventCommit(run: Run, repository: string): string | NoCommit {
  const { eventName, event } = run;
  const source = eventName === "repository_dispatch" ? claimedSourceOf(event) : undefined;
  if (source !== undefined && sameRepository(source.repository, repository)) return source.sha;
  if (sameRepository(run.repository, repository)) return ownCommit(run);
  const request = pullRequestOf(event);
  if (request?.headSha !== undefined && sameRepository(request.headRepository, repository))
    return request.headSha;
  return {
    reason: `the event ${eventName} names no commit of ${repository}: give the commit's 40 hexadecimal digits.`,
  };
}

function ownCommit({ eventName, event, sha }: Run): string | NoCommit {
  switch (eventName) {
    case "pull_request":
    case "pull_request_target":
    case "pull_request_review":
    case "pull_request_review_comment": {
      const request = pullRequestOf(event);
      if (request?.isMerged === true) return request.mergeSha ?? sha;
      return request?.headSha ?? lacking(eventName, "the pull request's head");
    }
    case "workflow_run":
    case "check_run":
    case "check_suite":
      return headShaOf(event, eventName) ?? lacking(eventName, `${eventName}.head_sha`);
    case "status":
      return statusShaOf(event) ?? lacking(eventName, "sha");
    case "issue_comment": {
      const number = commentedRequestOf(event);
      if (number === undefined) return sha;
      return {
        reason: `the event issue_comment does not name the head of pull request #${number}: give the commit's sha.`,
      };
    }
    default:
      return sha;
  }
}

/** Not GITHUB_SHA: for these events it is another commit. */
function lacking(eventName: string, what: string): NoCommit {
  return { reason: `the event ${eventName} lacks ${what}: give the commit's 40 hexadecimal digits.` };
}
