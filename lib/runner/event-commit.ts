import type { Run } from "./run.ts";

/** Why an event tells no commit of a repository. */
export interface NoCommit {
  readonly reason: string;
}

/**
 * The commit of a repository that an event is about. GITHUB_SHA is often another one: a pull request's merge commit,
 * or the default branch's head.
 * @param repository `owner/name`
 * @see https://docs.github.com/en/actions/reference/workflows-and-actions/events-that-trigger-workflows
 */
export function eventCommit(run: Run, repository: string): string | NoCommit {
  const { eventName, event } = run;
  const source = eventName === "repository_dispatch" ? sourceOf(event) : undefined;
  if (source !== undefined && isSame(source.repository, repository)) return source.sha;
  if (isSame(run.repository, repository)) return ownCommit(run);
  const { head } = (event as PullRequestEvent).pull_request ?? {};
  if (head !== undefined && isSame(head.repo?.full_name, repository)) return head.sha;
  return { reason: `the event ${eventName} tells no commit of ${repository}: give its 40 digits.` };
}

interface PullRequestEvent {
  readonly pull_request?: {
    readonly head: { readonly sha: string; readonly repo: { readonly full_name: string } | null };
  };
}

interface DispatchEvent {
  readonly client_payload?: {
    readonly source?: { readonly repository?: unknown; readonly sha?: unknown } | null;
  } | null;
}

function ownCommit({ eventName, event, sha }: Run): string | NoCommit {
  const payload = event as Partial<Record<string, { readonly head_sha?: string }>>;
  switch (eventName) {
    case "pull_request":
    case "pull_request_target":
    case "pull_request_review":
    case "pull_request_review_comment":
      return (event as PullRequestEvent).pull_request?.head.sha ?? sha;
    case "workflow_run":
    case "check_run":
    case "check_suite":
      return payload[eventName]?.head_sha ?? sha;
    case "status":
      return typeof event["sha"] === "string" ? event["sha"] : sha;
    case "issue_comment": {
      const { issue } = event as {
        readonly issue?: { readonly number: number; readonly pull_request?: object };
      };
      if (issue?.pull_request === undefined) return sha;
      return {
        reason: `the event issue_comment does not tell the head of pull request #${issue.number}: give it.`,
      };
    }
    default:
      return sha;
  }
}

/** A hand-made dispatch may have anything in it. */
function sourceOf({ client_payload: payload }: DispatchEvent) {
  const { repository, sha } = payload?.source ?? {};
  if (typeof repository !== "string" || typeof sha !== "string") return undefined;
  return { repository, sha };
}

/** GitHub's names are equal whatever their case. */
function isSame(one: string | undefined, other: string): boolean {
  return one?.toLowerCase() === other.toLowerCase();
}
