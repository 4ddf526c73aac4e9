import { Buffer } from "node:buffer";
import { LostAnswer } from "../failure/failure.ts";
import type { GitHubRepository } from "../github-repository.ts";
import { fullName } from "../repository.ts";

export interface CommitContent {
  readonly headline: string;
  readonly body: string;
  /** The whole new text by path. */
  readonly files: ReadonlyMap<string, string>;
}

/** A commit that GitHub has. */
export interface LandedCommit {
  readonly oid: string;
  readonly url: string;
}

/** Where a commit belongs. */
export interface CommitPlace {
  readonly branch: string;
  /** What the branch must still point to: 40 hex. */
  readonly expectedHead: string;
}

const MUTATION = `mutation CommitOnBranch($input: CreateCommitOnBranchInput!) {
  createCommitOnBranch(input: $input) { commit { oid url } }
}`;

interface Answer {
  readonly createCommitOnBranch?: { readonly commit: LandedCommit } | null;
}

/**
 * Writes one commit, once, only if the branch still points to `expectedHead`: all its files or nothing, signed by
 * GitHub for tokens of Apps and Actions.
 * @see https://docs.github.com/en/graphql/reference/mutations#createcommitonbranch
 * @throws LostAnswer, or what Octokit throws
 */
export async function writeCommit(
  { client, name }: GitHubRepository,
  { branch, expectedHead }: CommitPlace,
  { headline, body, files }: CommitContent,
): Promise<LandedCommit> {
  const additions = [...files].map(([path, text]) => ({
    path,
    contents: Buffer.from(text).toString("base64"),
  }));
  const answer = await client.graphql<Answer | undefined>(MUTATION, {
    input: {
      branch: { repositoryNameWithOwner: fullName(name), branchName: branch },
      expectedHeadOid: expectedHead,
      message: { headline, body },
      fileChanges: { additions },
    },
  });
  if (answer?.createCommitOnBranch === undefined || answer.createCommitOnBranch === null) {
    throw new LostAnswer();
  }
  return answer.createCommitOnBranch.commit;
}
