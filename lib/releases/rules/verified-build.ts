/** The build that a dispatch is proved to come from. */
export interface VerifiedBuild {
  readonly repository: string;
  /** Unlike a name, an id never passes to another repository. */
  readonly repositoryId: number;
  readonly ref: string;
  readonly sha: string;
  readonly runId: number;
  readonly runAttempt: number;
}

/** How the build ran, according to its token. */
export interface BuildProof extends VerifiedBuild {
  /** The event that started it: `push`. */
  readonly event: string;
  /** The job's workflow file: `acme/my-app/.github/workflows/ci.yml@refs/heads/main`. */
  readonly workflow: string | undefined;
  /** The job's environment. */
  readonly environment: string | undefined;
  readonly isRefProtected: boolean;
  /** `github-hosted` or `self-hosted`. */
  readonly runner: string | undefined;
  /** The login of whoever started it. */
  readonly startedBy?: string | undefined;
}
