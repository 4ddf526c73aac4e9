import type { Run } from "./run.ts";

/** The commit that a run is about. */
export interface RunCommit {
  /** `owner/name`: where to speak of it. */
  readonly repository: string;
  /** 40 hex; empty outside of GitHub. */
  readonly sha: string;
}

/** Where an event names a commit that GITHUB_SHA is not, by path. */
const NAMED = [
  ["pull_request", "head", "sha"],
  ["workflow_run", "head_sha"],
  ["check_run", "head_sha"],
  ["check_suite", "head_sha"],
  ["deployment", "sha"],
  // Of the event `status`, and of no other.
  ["sha"],
] as const;

/**
 * The commit that a run is about, whatever its event: of a pull request its head, and never the merge that GITHUB_SHA
 * is; of a dispatch the build's that sent it; of events that run on the default branch the one they name.
 * @see https://docs.github.com/en/actions/reference/workflows-and-actions/events-that-trigger-workflows
 */
export function commitOf({ eventName, event, repository, sha }: Run): RunCommit {
  if (eventName === "repository_dispatch") {
    return dispatchedCommit(event["client_payload"]) ?? { repository, sha };
  }
  const named = NAMED.map((path) => path.reduce<unknown>(property, event)).find(isCommit);
  return { repository, sha: named ?? sha };
}

function dispatchedCommit(payload: unknown): RunCommit | undefined {
  const source = property(payload, "source");
  const [repository, sha] = [property(source, "repository"), property(source, "sha")];
  return typeof repository === "string" && isCommit(sha) ? { repository, sha } : undefined;
}

function property(value: unknown, name: string): unknown {
  return typeof value === "object" && value !== null ? Reflect.get(value, name) : undefined;
}

function isCommit(value: unknown): value is string {
  return typeof value === "string" && /^[0-9a-f]{40}$/.test(value);
}
