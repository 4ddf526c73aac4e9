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
