import { Buffer } from "node:buffer";
import type { Client } from "../client.ts";
import { LostAnswer } from "../failure.ts";
import { fullName, type RepositoryName } from "../repository.ts";

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

const MUTATION = `mutation CommitOnBranch($input: CreateCommitOnBranchInput!) {
  createCommitOnBranch(input: $input) { commit { oid url } }
}`;

interface Answer {
  readonly createCommitOnBranch: { readonly commit: LandedCommit };
}

/**
 * Writes one commit, only if the branch still points to `expectedHead`: all its files or nothing, signed by GitHub
 * for tokens of Apps and Actions.
 * @see https://docs.github.com/en/graphql/reference/mutations#createcommitonbranch
 */
export async function writeCommit(
  client: Client,
  repository: RepositoryName,
  branch: string,
  expectedHead: string,
  { headline, body, files }: CommitContent,
): Promise<LandedCommit> {
  const additions = [...files].map(([path, text]) => ({
    path,
    contents: Buffer.from(text).toString("base64"),
  }));
  const answer = await client.graphql<Partial<Answer> | undefined>(MUTATION, {
    input: {
      branch: { repositoryNameWithOwner: fullName(repository), branchName: branch },
      expectedHeadOid: expectedHead,
      message: { headline, body },
      fileChanges: { additions },
    },
    request: { retries: 0 },
  });
  if (answer?.createCommitOnBranch === undefined) throw new LostAnswer();
  return answer.createCommitOnBranch.commit;
}
