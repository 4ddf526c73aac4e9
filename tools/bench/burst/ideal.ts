import type { GitHub, Repository } from "@release-channels/sandbox";
import { at, textAt } from "../../../apps/deploy-server/narrow.ts";

const SAMPLE = 20;

const MUTATION = `mutation SerialWrite($input: CreateCommitOnBranchInput!) {
  createCommitOnBranch(input: $input) { commit { oid } }
}`;

/**
 * How long one write takes when nobody else writes: the mean of twenty, one after the other, of the same file in the
 * same GitHub with the same latency. Each knows the head from the one before, so nothing but the write is measured.
 * @returns milliseconds
 */
export async function serialWriteMs(github: GitHub, repository: Repository, text: string): Promise<number> {
  const token = github.createToken({
    actor: "ideal",
    kind: "pat",
    repositories: [repository.fullName],
    permissions: { contents: "write", metadata: "read" },
  });
  let head = await post(
    github,
    token,
    'query Head { repository(owner: "acme", name: "ideal") { ref(qualifiedName: "refs/heads/main") { target { oid } } } }',
    {},
  ).then((data) => textAt(data, "repository", "ref", "target", "oid"));
  const start = performance.now();
  for (let written = 0; written < SAMPLE; written += 1) {
    const contents = Buffer.from(`${text}${" ".repeat(written)}\n`).toString("base64");
    const data = await post(github, token, MUTATION, {
      input: {
        branch: { repositoryNameWithOwner: repository.fullName, branchName: "main" },
        expectedHeadOid: head,
        message: { headline: `write ${written}` },
        fileChanges: { additions: [{ path: "db/db.json", contents }] },
      },
    });
    head = textAt(data, "createCommitOnBranch", "commit", "oid");
  }
  return (performance.now() - start) / SAMPLE;
}

async function post(github: GitHub, token: string, query: string, variables: object): Promise<unknown> {
  const response = await fetch(github.graphqlUrl, {
    method: "POST",
    headers: { authorization: `token ${token}` },
    body: JSON.stringify({ query, variables }),
  });
  const answer: unknown = await response.json();
  const errors = at(answer, "errors");
  if (errors !== undefined) throw new Error(`the serial writes failed: ${JSON.stringify(errors)}`);
  return at(answer, "data");
}
