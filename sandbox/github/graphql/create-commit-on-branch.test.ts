import { afterAll, beforeAll, beforeEach, describe, expect, test } from "@jest/globals";
import { send, type TestAnswer } from "../../http/testing.ts";
import type { WorkflowEvent } from "../model.ts";
import { runGit, testGitHub, tokenFor, type TestGitHub } from "../testing.ts";

const MUTATION = `mutation Commit($input: CreateCommitOnBranchInput!) {
  createCommitOnBranch(input: $input) {
    clientMutationId
    commit { oid url message author { name email } committer { name email } }
    ref { name target { oid } }
  }
}`;

let github: TestGitHub;
let token: string;
let repository = "";
let events: WorkflowEvent[] = [];
let count = 0;

beforeAll(async () => {
  github = await testGitHub();
  github.onEvent((event) => events.push(event));
});
beforeEach(async () => {
  count += 1;
  repository = `acme/releases-${count}`;
  await github.createRepository(repository, {
    private: true,
    files: { "db/db.json": "{}\n", "old.txt": "1" },
  });
  token = tokenFor(github, [repository], { contents: "write" });
  events = [];
});
afterAll(() => github.stop());

const gitDir = (): string => github.repository(repository).gitDir;
const head = async (): Promise<string> => (await runGit(gitDir(), "rev-parse", "refs/heads/main")).trim();
const base64 = (text: string): string => Buffer.from(text).toString("base64");

interface Input {
  readonly expectedHeadOid: string;
  readonly [field: string]: unknown;
}

const commit = (input: Input, as = token): Promise<TestAnswer> =>
  send(github.graphqlUrl, {
    token: as,
    body: {
      query: MUTATION,
      variables: {
        input: {
          branch: { repositoryNameWithOwner: repository, branchName: "main" },
          message: { headline: "Change" },
          ...input,
        },
      },
    },
  });

describe("createCommitOnBranch", () => {
  test("commits files and removals at once", async () => {
    const before = await head();
    const { status, json } = await commit({
      expectedHeadOid: before,
      clientMutationId: "mine",
      message: { headline: "release(my-app): dev", body: "Dispatch-Id: 1\nReleased-By: octocat" },
      fileChanges: {
        additions: [
          { path: "db/db.json", contents: base64('{"a":1}\n') },
          { path: "new/ümlaut file.txt", contents: base64("ä") },
        ],
        deletions: [{ path: "old.txt" }],
      },
    });
    expect(status).toBe(200);
    expect(json.errors).toBeUndefined();
    const { commit: made, ref, clientMutationId } = json.data.createCommitOnBranch;
    expect(clientMutationId).toBe("mine");
    expect(made).toMatchObject({
      oid: await head(),
      url: `${github.url}/${repository}/commit/${made.oid}`,
      message: "release(my-app): dev\n\nDispatch-Id: 1\nReleased-By: octocat",
      author: { name: "octocat", email: expect.stringMatching(/^\d+\+octocat@users\.noreply\.github\.com$/) },
      committer: { name: "GitHub", email: "noreply@github.com" },
    });
    expect(ref).toEqual({ name: "main", target: { oid: made.oid } });
    expect(await runGit(gitDir(), "log", "-1", "--format=%P%n%B", made.oid)).toBe(
      `${before}\nrelease(my-app): dev\n\nDispatch-Id: 1\nReleased-By: octocat\n`,
    );
    expect(await runGit(gitDir(), "-c", "core.quotePath=off", "ls-tree", "-r", "--name-only", "main")).toBe(
      "db/db.json\nnew/ümlaut file.txt\n",
    );
    expect(await runGit(gitDir(), "fsck", "--strict")).toBe("");
  });

  test("sends workflows the whole push event", async () => {
    const before = await head();
    const { json } = await commit({
      expectedHeadOid: before,
      fileChanges: {
        additions: [
          { path: "a.txt", contents: base64("1") },
          { path: "db/db.json", contents: base64("2") },
        ],
        deletions: [{ path: "old.txt" }],
      },
    });
    const after = json.data.createCommitOnBranch.commit.oid;
    expect(events).toHaveLength(1);
    expect(events[0]).toMatchObject({ name: "push", ref: "refs/heads/main", sha: after, actor: "octocat" });
    expect(events[0]?.payload).toMatchObject({
      ref: "refs/heads/main",
      before,
      after,
      created: false,
      deleted: false,
      forced: false,
      pusher: { name: "octocat" },
      sender: { login: "octocat" },
      repository: { full_name: repository, owner: { login: "acme", name: "acme" } },
      commits: [{ id: after, added: ["a.txt"], modified: ["db/db.json"], removed: ["old.txt"] }],
      head_commit: { id: after, message: "Change", committer: { username: "web-flow" } },
    });
  });

  test("a job's own token starts no workflow", async () => {
    const own = tokenFor(github, [repository], { contents: "write" }, "actions");
    const { json } = await commit({ expectedHeadOid: await head() }, own);
    expect(json.data.createCommitOnBranch.commit.author.name).toBe("github-actions[bot]");
    expect(events).toEqual([]);
  });

  test("takes the branch by its id, and a commit without changes", async () => {
    const { json: read } = await send(github.graphqlUrl, {
      token,
      body: {
        query: `{ repository(owner: "acme", name: "${repository.slice(5)}") { defaultBranchRef { id } } }`,
      },
    });
    const { id } = read.data.repository.defaultBranchRef;
    const { json } = await commit({ expectedHeadOid: await head(), branch: { id } });
    expect(json.data.createCommitOnBranch.commit.oid).toBe(await head());
  });

  test("refuses a stale head", async () => {
    const stale = await head();
    await commit({ expectedHeadOid: stale });
    const now = await head();
    const { status, json } = await commit({ expectedHeadOid: stale });
    expect(status).toBe(200);
    expect(json).toEqual({
      data: { createCommitOnBranch: null },
      errors: [
        {
          type: "STALE_DATA",
          path: ["createCommitOnBranch"],
          locations: [{ line: 2, column: 3 }],
          message: `Expected branch to point to "${stale}" but it did not.  Pull and try again.`,
        },
      ],
    });
    expect(await head()).toBe(now);
  });

  test("exactly one of many concurrent commits wins", async () => {
    const before = await head();
    const answers = await Promise.all(
      Array.from({ length: 12 }, (_, n) =>
        commit({
          expectedHeadOid: before,
          fileChanges: { additions: [{ path: "db/db.json", contents: base64(`${n}`) }] },
        }),
      ),
    );
    const won = answers.filter(({ json }) => json.data.createCommitOnBranch !== null);
    expect(won).toHaveLength(1);
    expect(await head()).toBe(won[0]?.json.data.createCommitOnBranch.commit.oid);
    for (const { json } of answers.filter((answer) => answer !== won[0])) {
      expect(json.errors[0].type).toBe("STALE_DATA");
      expect(json.errors[0].message).toMatch(
        /^(Expected branch to point to "[0-9a-f]{40}" but it did not\. {2}Pull and try again\.|is at [0-9a-f]{40} but expected [0-9a-f]{40})$/,
      );
    }
    expect(await runGit(gitDir(), "rev-list", "--count", "main")).toBe("2\n");
    expect(events).toHaveLength(1);
  });

  test.each([
    ["NOT_FOUND", { branch: { repositoryNameWithOwner: "acme/none", branchName: "main" } }, "'acme/none'"],
    ["NOT_FOUND", { branch: { id: "REF_none" } }, "'REF_none'"],
    [
      "NOT_FOUND",
      { fileChanges: { deletions: [{ path: "none.txt" }] } },
      "A path was requested for deletion",
    ],
  ])("%s for %j", async (type, change, message) => {
    const { json } = await commit({ expectedHeadOid: await head(), ...change });
    expect(json.data.createCommitOnBranch).toBeNull();
    expect(json.errors[0]).toMatchObject({ type, message: expect.stringContaining(message) });
  });

  test("NOT_FOUND for a branch that does not exist", async () => {
    const branch = { repositoryNameWithOwner: repository, branchName: "none" };
    const { json } = await commit({ expectedHeadOid: await head(), branch });
    expect(json.errors[0].type).toBe("NOT_FOUND");
  });

  test.each([
    ["pat", "Resource not accessible by personal access token"],
    ["actions", "Resource not accessible by integration"],
  ] as const)("FORBIDDEN for a token of kind %s that may only read", async (kind, message) => {
    const reader = tokenFor(github, [repository], { contents: "read" }, kind);
    const before = await head();
    const { status, json } = await commit({ expectedHeadOid: before }, reader);
    expect([status, json.data.createCommitOnBranch]).toEqual([200, null]);
    expect(json.errors[0]).toMatchObject({ type: "FORBIDDEN", message });
    expect(await head()).toBe(before);
  });

  test.each([
    ["an oid that is none", { expectedHeadOid: "main" }, "GitObjectID"],
    [
      "contents that are not base64",
      { fileChanges: { additions: [{ path: "a", contents: "{}" }] } },
      "Base64String",
    ],
    ["a message without headline", { message: {} }, "headline"],
  ])("refuses %s", async (_, change, message) => {
    const before = await head();
    const { json } = await commit({ expectedHeadOid: before, ...change });
    expect(json.data).toBeUndefined();
    expect(json.errors[0].message).toContain(message);
    expect(await head()).toBe(before);
  });

  test("keeps a file executable", async () => {
    const work = `${github.directory}/work-${count}`;
    await runGit(github.directory, "clone", "-q", gitDir(), work);
    await runGit(work, "update-index", "--chmod=+x", "old.txt");
    await runGit(work, "commit", "-q", "-m", "Executable");
    await runGit(work, "push", "-q", "origin", "HEAD");
    await commit({
      expectedHeadOid: await head(),
      fileChanges: { additions: [{ path: "old.txt", contents: base64("2") }] },
    });
    expect(await runGit(gitDir(), "ls-tree", "main", "old.txt")).toMatch(/^100755 blob/);
  });
});
