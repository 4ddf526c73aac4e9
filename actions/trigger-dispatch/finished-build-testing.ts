/** The build that a workflow_run tells of: green, of a push to staging, of the repository itself. */
export const finishedBuild = (fields: object = {}) => ({
  workflow_run: {
    id: 41,
    run_attempt: 2,
    event: "push",
    conclusion: "success",
    head_sha: "f".repeat(40),
    head_branch: "staging",
    repository: { id: 1 },
    head_repository: { id: 1 },
    ...fields,
  },
});

/** A fork may call its branch as it likes. */
export const OF_A_FORK = {
  fields: { head_branch: "main", head_repository: { id: 2 } },
  reason: "build run 41 is for a pull request",
};
