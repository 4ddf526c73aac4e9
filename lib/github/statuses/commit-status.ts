import { RequestError } from "@octokit/request-error";
import { shortDescription } from "../description.ts";
import type { Failure } from "../failure/failure.ts";
import { request, type GitHubRepository } from "../github-repository.ts";
import { nameKey } from "../repository.ts";

export const COMMIT_STATES = ["error", "failure", "pending", "success"] as const;
export type CommitState = (typeof COMMIT_STATES)[number];

/** What is said of a commit. A later status of the same context takes its place. */
export interface CommitStatus {
  /** The commit: 40 hex. */
  readonly sha: string;
  readonly state: CommitState;
  readonly context: string;
  /** Of any length. */
  readonly description: string;
  readonly targetUrl: string | undefined;
}

/**
 * Sets a commit status: one request. A lost answer is sent again: the same status twice says no more than once.
 * @see https://docs.github.com/en/rest/commits/statuses#create-a-commit-status
 * @throws GitHubFailure
 */
export async function setCommitStatus(repository: GitHubRepository, status: CommitStatus): Promise<void> {
  const { client, name } = repository;
  const { sha, state, context, description, targetUrl } = asSent(status);
  const attempt = {
    doing: `set the status "${context}" of commit ${sha.slice(0, 7)}`,
    permission: "statuses: write",
    refine: meaningOf,
  };
  await request(repository, attempt, () =>
    client.request("POST /repos/{owner}/{repo}/statuses/{sha}", {
      ...name,
      sha,
      state,
      context,
      description,
      ...(targetUrl !== undefined && { target_url: targetUrl }),
    }),
  );
}

/**
 * Whether a commit has this very status already: one request. It sees the newest statuses, of 100 contexts; of what
 * lies past them, and where they cannot be read, it says no.
 */
export async function hasCommitStatus(
  { client, name }: GitHubRepository,
  status: CommitStatus,
): Promise<boolean> {
  const { sha, state, context, description, targetUrl } = asSent(status);
  try {
    const { data } = await client.request("GET /repos/{owner}/{repo}/commits/{ref}/status", {
      ...name,
      ref: sha,
      per_page: 100,
    });
    return data.statuses.some(
      (said) =>
        nameKey(said.context) === nameKey(context) &&
        said.state === state &&
        (said.description ?? "") === description &&
        (said.target_url ?? undefined) === targetUrl,
    );
  } catch {
    return false;
  }
}

function asSent(status: CommitStatus): CommitStatus {
  return { ...status, description: shortDescription(status.description) };
}

/** What GitHub means by a value that it refuses. */
function meaningOf(error: unknown): Failure | undefined {
  if (!(error instanceof RequestError) || error.status !== 422) return undefined;
  // With the models' complaints, Octokit's message has them as JSON.
  if (error.message.includes("No commit found")) return { code: "no-such-commit" };
  return error.message.includes("maximum number of statuses") ? { code: "too-many-statuses" } : undefined;
}
