import { describe, expect, test } from "@jest/globals";
import { GraphqlResponseError } from "@octokit/graphql";
import type { Client } from "../client.ts";
import { LostAnswer } from "../failure/failure.ts";
import type { GitHubRepository } from "../github-repository.ts";
import { readBranch } from "./read-branch.ts";

const READ = {
  branch: "main",
  paths: ["db/db.json"],
  runUrl: "https://github.com/acme/releases/actions/runs/1",
};
const DATA = {
  repository: {
    defaultBranchRef: { name: "main" },
    ref: {
      target: {
        oid: "a".repeat(40),
        history: { totalCount: 7, nodes: [] },
        file0: { object: { text: "{}", isTruncated: false, isBinary: false } },
      },
    },
  },
};

/** GitHub's GraphQL as a function: answers in turn, and keeps the queries. */
function answering(...answers: readonly unknown[]): { repository: GitHubRepository; queries: string[] } {
  const queries: string[] = [];
  const graphql = (query: string): Promise<unknown> => {
    queries.push(query);
    const answer = answers[queries.length - 1];
    return answer instanceof Error ? Promise.reject(answer) : Promise.resolve(answer);
  };
  const repository = {
    client: { graphql } as unknown as Client,
    name: { owner: "acme", repo: "releases" },
    tokenLabel: 'the token of input "token"',
    log: { debug: () => {}, info: () => {}, warning: () => {} },
    deadline: Date.now(),
  };
  return { repository, queries };
}

const refused = (data: unknown, ...errors: readonly object[]): Error =>
  new GraphqlResponseError({ method: "POST", url: "/graphql" }, {}, { data, errors } as never);

describe("reading a branch", () => {
  test("does without the queue where the token may not see runs", async () => {
    const error = refused({ ...DATA, queue: null }, { type: "FORBIDDEN", path: ["queue"], message: "x" });
    const { repository, queries } = answering(error);
    const read = await readBranch(repository, READ);
    expect(read).toEqual({ head: "a".repeat(40), commits: 7, files: new Map([["db/db.json", "{}"]]) });
    expect(queries).toHaveLength(1);
  });

  test.each([
    ["refuses all of it for the queue's sake", { type: "FORBIDDEN", path: ["queue"], message: "x" }],
    [
      "does not know the fields",
      { extensions: { code: "undefinedField" }, message: "Field 'runs' doesn't exist" },
    ],
  ])("asks again without the queue where the server %s", async (_name, error) => {
    const { repository, queries } = answering(refused(null, error), DATA);
    await expect(readBranch(repository, READ)).resolves.toMatchObject({ commits: 7 });
    expect(queries.map((query) => query.includes("queue:"))).toEqual([true, false]);
  });

  test("asks again without the queue where the branch itself has an error beside the queue's", async () => {
    const hidden = { ...DATA, repository: { ...DATA.repository, ref: null }, queue: null };
    const errors = [
      { type: "FORBIDDEN", path: ["queue"], message: "x" },
      { type: "SERVICE_UNAVAILABLE", path: ["repository", "ref"], message: "y" },
    ];
    for (const mixed of [errors, errors.toReversed()]) {
      const { repository, queries } = answering(refused(hidden, ...mixed), DATA);
      await expect(readBranch(repository, READ)).resolves.toMatchObject({ commits: 7 });
      expect(queries.map((query) => query.includes("queue:"))).toEqual([true, false]);
    }
  });

  test("passes other refusals on", async () => {
    const error = refused({ repository: null }, { type: "NOT_FOUND", path: ["repository"], message: "x" });
    await expect(readBranch(answering(error).repository, READ)).rejects.toBe(error);
  });

  test.each([[undefined], [{}]])("takes an answer of %j for a lost one", async (answer) => {
    await expect(readBranch(answering(answer).repository, READ)).rejects.toThrow(LostAnswer);
  });

  test("refuses a binary file", async () => {
    const target = {
      ...DATA.repository.ref.target,
      file0: { object: { text: null, isTruncated: false, isBinary: true } },
    };
    const { repository } = answering({ repository: { ...DATA.repository, ref: { target } } });
    await expect(readBranch(repository, READ)).rejects.toThrow(
      "db/db.json in acme/releases is not a text file.",
    );
  });
});
