import { authenticated, runGit, send, tokenFor, type GitHub } from "@release-channels/sandbox";

/** A commit with files that are written, or taken away with undefined. */
export interface NewCommit {
  readonly repository: string;
  readonly branch?: string;
  readonly files: Readonly<Record<string, string | undefined>>;
  /** The branch's head, where it is known. */
  readonly head?: string;
}

/** Commits files in one commit, as GitHub's API does it for somebody. @returns the commit */
export async function pushFiles(
  github: GitHub,
  { repository, branch = "main", files, head: known }: NewCommit,
): Promise<string> {
  const token = tokenFor(github, [repository], { contents: "write" });
  const { gitDir } = github.repository(repository);
  const head = known ?? (await runGit(gitDir, "rev-parse", `refs/heads/${branch}`)).trim();
  const entries = Object.entries(files);
  const additions = entries.flatMap(([path, text]) =>
    text === undefined ? [] : [{ path, contents: Buffer.from(text).toString("base64") }],
  );
  const deletions = entries.flatMap(([path, text]) => (text === undefined ? [{ path }] : []));
  const answer = await send(`${github.url}/api/graphql`, {
    method: "POST",
    token,
    body: {
      query: `mutation Push($input: CreateCommitOnBranchInput!) { createCommitOnBranch(input: $input) { commit { oid } } }`,
      variables: {
        input: {
          branch: { repositoryNameWithOwner: repository, branchName: branch },
          message: { headline: "Change files" },
          expectedHeadOid: head,
          fileChanges: { additions, deletions },
        },
      },
    },
  });
  const oid = answer.json.data?.createCommitOnBranch?.commit?.oid;
  if (typeof oid !== "string")
    throw new Error(`GitHub did not commit to ${branch} of ${repository}: ${answer.text}`);
  return oid;
}

/** Moves a branch to a commit by force, creates it, or deletes it. @param sha undefined: deletes it */
export async function moveBranch(
  github: GitHub,
  {
    repository,
    branch,
    sha = "",
  }: { readonly repository: string; readonly branch: string; readonly sha?: string },
): Promise<void> {
  const { gitDir, cloneUrl } = github.repository(repository);
  const token = tokenFor(github, [repository], { contents: "write" });
  await runGit(
    gitDir,
    "push",
    "--quiet",
    "--force",
    authenticated(cloneUrl, token),
    `${sha}:refs/heads/${branch}`,
  );
}
