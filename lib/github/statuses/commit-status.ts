import { RequestError } from "@octokit/request-error";
import { shortDescription } from "../description.ts";
import type { Failure } from "../failure/failure.ts";
import { request, type GitHubRepository } from "../github-repository.ts";
import { nameKey } from "../repository.ts";

export const COMMIT_STATES = ["error", "failure", "pending", "success"] as const;
export type CommitState = (typeof COMMIT_STATES)[number];

/** A commit status. A later one with the same context replaces it. */
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
 * Sets a commit status. One request, sent again after a lost answer: the same status twice does no harm.
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
 * Whether a commit already has this exact status. One request, for the newest statuses of 100 contexts. The answer is
 * no for older ones, and if the statuses cannot be read.
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

/** Recognizes GitHub's refusals of a value. */
function meaningOf(error: unknown): Failure | undefined {
  if (!(error instanceof RequestError) || error.status !== 422) return undefined;
  // With complaints from its models, GitHub's message is JSON inside Octokit's.
  if (error.message.includes("No commit found")) return { code: "no-such-commit" };
  return error.message.includes("maximum number of statuses") ? { code: "too-many-statuses" } : undefined;
}
