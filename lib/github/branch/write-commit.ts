import { Buffer } from "node:buffer";
import type { Commit, CreateCommitOnBranchPayload, Mutation } from "@octokit/graphql-schema";
import type { GitHubRepository } from "../github-repository.ts";
import { ask } from "../graphql/query.ts";
import { fields, present, text } from "../graphql/reader.ts";
import { fullName } from "../repository.ts";

export interface CommitContent {
  readonly headline: string;
  readonly body: string;
  /** Complete new texts by path. */
  readonly files: ReadonlyMap<string, string>;
  /** The paths of files that are to be gone. */
  readonly removed?: readonly string[] | undefined;
}

/** A commit that is on GitHub. */
export interface LandedCommit {
  readonly oid: string;
  readonly url: string;
}

/** Where to commit. */
export interface CommitPlace {
  readonly branch: string;
  /** The head that the branch must still have: 40 hex. */
  readonly expectedHead: string;
}

const MUTATION = `mutation CommitOnBranch($input: CreateCommitOnBranchInput!) {
  createCommitOnBranch(input: $input) { commit { oid url } }
}`;

const read = fields<Mutation>()({
  createCommitOnBranch: present(
    fields<CreateCommitOnBranchPayload>()({ commit: present(fields<Commit>()({ oid: text, url: text })) }),
  ),
});

/**
 * Writes one commit, once, if the branch still points to `expectedHead`. All its files land or none. GitHub signs the
 * commit for tokens of Apps and Actions.
 * @see https://docs.github.com/en/graphql/reference/mutations#createcommitonbranch
 * @throws LostAnswer, or what Octokit throws
 */
export async function writeCommit(
  { client, name }: GitHubRepository,
  { branch, expectedHead }: CommitPlace,
  { headline, body, files, removed = [] }: CommitContent,
): Promise<LandedCommit> {
  const additions = [...files].map(([path, content]) => ({
    path,
    contents: Buffer.from(content).toString("base64"),
  }));
  const deletions = removed.map((path) => ({ path }));
  const answer = await ask(
    client,
    { query: MUTATION, read },
    {
      input: {
        branch: { repositoryNameWithOwner: fullName(name), branchName: branch },
        expectedHeadOid: expectedHead,
        message: { headline, body },
        fileChanges: { additions, ...(deletions.length > 0 && { deletions }) },
      },
    },
  );
  return answer.createCommitOnBranch.commit;
}
