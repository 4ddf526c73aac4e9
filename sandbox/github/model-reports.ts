/** The part of the vocabulary (model.ts) about commits: statuses, deployments, pull requests. */

export const COMMIT_STATES = ["error", "failure", "pending", "success"] as const;
export type CommitState = (typeof COMMIT_STATES)[number];

/** What somebody reported about a commit. */
export interface CommitStatus {
  readonly id: number;
  /** 40 hex. */
  readonly sha: string;
  readonly state: CommitState;
  readonly context: string;
  readonly description: string | null;
  readonly targetUrl: string | null;
  /** A user's login, or an App's. */
  readonly creator: string;
  readonly createdAt: Date;
}

/** What many statuses have in common. */
export type SeededStatus = Pick<CommitStatus, "sha" | "state" | "context">;

export const DEPLOYMENT_STATES = [
  "error",
  "failure",
  "inactive",
  "in_progress",
  "queued",
  "pending",
  "success",
] as const;
export type DeploymentState = (typeof DEPLOYMENT_STATES)[number];

export interface DeploymentStatus {
  readonly id: number;
  readonly state: DeploymentState;
  readonly description: string;
  readonly environment: string;
  readonly environmentUrl: string;
  readonly logUrl: string;
  readonly creator: string;
  readonly createdAt: Date;
}

export interface Deployment {
  readonly id: number;
  /** 40 hex. */
  readonly sha: string;
  /** As requested: a branch, a tag or a sha. */
  readonly ref: string;
  readonly task: string;
  readonly payload: unknown;
  readonly originalEnvironment: string;
  /** From the newest status. */
  readonly environment: string;
  readonly description: string | null;
  readonly creator: string;
  readonly transient: boolean;
  readonly production: boolean;
  readonly createdAt: Date;
  readonly updatedAt: Date;
  /** Newest first. */
  readonly statuses: readonly DeploymentStatus[];
}

export interface PullRequest {
  readonly number: number;
  readonly title: string;
  readonly body: string | null;
  /** Who opened it. */
  readonly author: string;
  readonly state: "open" | "closed";
  /** Their names. */
  readonly labels: readonly string[];
  /** The branch to merge and its commit, as of the last push to it. */
  readonly head: {
    readonly ref: string;
    readonly sha: string;
    /** A different one if the pull request comes from a fork. */
    readonly repository: { readonly id: number; readonly owner: string; readonly fullName: string };
  };
  /** The branch to merge into and its commit, as of the last push to the head. */
  readonly base: { readonly ref: string; readonly sha: string };
  /**
   * While it is open, the commit at `refs/pull/N/merge` that tries the merge, and null when the branches conflict:
   * then no workflow runs. After the merge, the commit on the base branch.
   */
  readonly mergeCommitSha: string | null;
  readonly createdAt: Date;
  readonly updatedAt: Date;
  readonly closedAt: Date | null;
  readonly mergedAt: Date | null;
  readonly mergedBy: string | null;
  readonly htmlUrl: string;
}

export interface NewPullRequest {
  /** A branch of the same repository, or one of a fork: `mona:topic`. */
  readonly head: string;
  /** Defaults to the default branch. */
  readonly base?: string;
  readonly title?: string;
  readonly body?: string;
  readonly labels?: readonly string[];
  /** Who opens it; defaults to `octocat`. */
  readonly by?: string;
}
