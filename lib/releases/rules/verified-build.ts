/** The build that a dispatch was proved to come from. */
export interface VerifiedBuild {
  readonly repository: string;
  /** Unlike the name, never given to another repository. */
  readonly repositoryId: number;
  readonly ref: string;
  readonly sha: string;
  readonly runId: number;
  readonly runAttempt: number;
}

/** How it ran, as its token says. */
export interface BuildProof extends VerifiedBuild {
  /** What started it: `push`. */
  readonly event: string;
  /** The file that holds its job: `acme/my-app/.github/workflows/ci.yml@refs/heads/main`. */
  readonly workflow: string | undefined;
  /** Of its job. */
  readonly environment: string | undefined;
  readonly isRefProtected: boolean;
  /** `github-hosted` or `self-hosted`. */
  readonly runner: string | undefined;
}
