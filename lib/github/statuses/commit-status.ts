import type { Client } from "../client.ts";
import { shortDescription } from "../description.ts";
import { explainRefusal } from "../errors.ts";
import { persist, type Patience } from "../persist.ts";
import { fullName, type RepositoryName } from "../repository.ts";

export const COMMIT_STATES = ["error", "failure", "pending", "success"] as const;
export type CommitState = (typeof COMMIT_STATES)[number];

/** What is said of a commit. A later status of the same context takes its place. */
export interface CommitStatus {
  readonly state: CommitState;
  readonly context: string;
  /** Of any length. */
  readonly description: string;
  readonly targetUrl: string | undefined;
}

/** The commit that it is said of. */
export interface StatusTarget {
  readonly repository: RepositoryName;
  /** 40 hex. */
  readonly sha: string;
}

export interface StatusOptions extends Patience {
  /** Which token the client uses, for messages. */
  readonly token: string;
  /** Look first whether the commit says so already, and then say nothing: one request more, or one instead. */
  readonly skipRepeated: boolean;
}

/**
 * Sets a commit status. A lost answer is sent again: the same status twice says no more than once.
 * @see https://docs.github.com/en/rest/commits/statuses#create-a-commit-status
 * @throws GitHubRefusal
 */
export async function setCommitStatus(
  client: Client,
  { repository, sha }: StatusTarget,
  status: CommitStatus,
  { token, skipRepeated, ...patience }: StatusOptions,
): Promise<"reported" | "unchanged"> {
  const said = { ...status, description: shortDescription(status.description) };
  if (skipRepeated && (await isSaid(client, { repository, sha }, said))) return "unchanged";
  const { state, context, description, targetUrl } = said;
  const send = () =>
    client.request("POST /repos/{owner}/{repo}/statuses/{sha}", {
      ...repository,
      sha,
      state,
      context,
      description,
      ...(targetUrl !== undefined && { target_url: targetUrl }),
      request: { retries: 0 },
    });
  try {
    await persist(send, patience);
    return "reported";
  } catch (error) {
    throw explainRefusal(error, {
      doing: `set the status "${context}" of commit ${sha.slice(0, 7)}`,
      repository: fullName(repository),
      permission: "statuses: write",
      token,
      advice: ADVICE,
    });
  }
}

const ADVICE = [
  {
    answer: /No commit found/,
    advice: "Give the sha of a commit that was pushed to this repository.",
  },
  {
    answer: /maximum number of statuses/,
    advice: "GitHub takes 1,000 of a context for a commit: use another context, or report less often.",
  },
];

/** The commit's newest statuses, of 100 contexts: past them, and where they cannot be read, the status is sent. */
async function isSaid(
  client: Client,
  { repository, sha }: StatusTarget,
  { state, context, description, targetUrl }: CommitStatus,
): Promise<boolean> {
  try {
    const { data } = await client.request("GET /repos/{owner}/{repo}/commits/{ref}/status", {
      ...repository,
      ref: sha,
      per_page: 100,
      request: { retries: 0 },
    });
    return data.statuses.some(
      (said) =>
        said.context.toLowerCase() === context.toLowerCase() &&
        said.state === state &&
        (said.description ?? "") === description &&
        (said.target_url ?? undefined) === targetUrl,
    );
  } catch {
    return false;
  }
}
