import { expect, test } from "@jest/globals";
import { answering, type Answer } from "../testing/answering.ts";
import { countRuns } from "./count-runs.ts";
import { isOnBranch } from "./is-on-branch.ts";
import { listCommits } from "./list-commits.ts";
import { requiredFile } from "./required-file.ts";
import { writeCommit } from "./write-commit.ts";

const SHA = "a".repeat(40);

test.each([
  ["identical", true],
  ["behind", true],
  ["ahead", false],
  ["diverged", false],
])("a commit that is %s to a branch is on it: %s", async (status, isOn) => {
  const { repository, asked } = answering([{ json: { status } }]);
  expect(await isOnBranch(repository, "main", SHA)).toBe(isOn);
  expect(asked.map(({ path }) => path)).toEqual([`/repos/acme/my-app/compare/main...${SHA}?per_page=1`]);
});

test("the runs of a workflow that are counted are its own, and in progress", async () => {
  const { repository, asked } = answering([{ json: { total_count: 3 } }]);
  expect(await countRuns(repository, "/acme/app/actions/workflows/write.yml")).toBe(3);
  expect(asked.map(({ path }) => path)).toEqual([
    "/repos/acme/app/actions/workflows/write.yml/runs?status=in_progress&per_page=1",
  ]);
});

test("a file's history says where its next page begins, if there is one", async () => {
  const commits = ["1", "2"].map((oid) => ({ oid, url: "u", committedDate: "d", message: "m" }));
  const page = (hasNextPage: boolean, endCursor: string | null): Answer => ({
    json: {
      data: { repository: { object: { history: { nodes: commits, pageInfo: { hasNextPage, endCursor } } } } },
    },
  });
  const gone = { json: { data: { repository: { object: null } } } };
  const { repository, asked } = answering([page(true, "c1"), page(false, "c2"), page(true, null), gone]);
  const history = { path: "db.json", head: SHA, until: "2026-11-30T10:00:00Z" };
  expect(await listCommits(repository, history)).toEqual({ commits, next: "c1" });
  expect(await listCommits(repository, history, "c1")).toEqual({ commits });
  expect(await listCommits(repository, { path: "db.json", head: SHA }, "c2")).toEqual({ commits });
  expect(await listCommits(repository, history)).toEqual({ commits: [] });
  expect(asked.map(({ body }) => body)).toMatchObject([
    { variables: { ...history, first: 100, after: null } },
    { variables: { ...history, after: "c1" } },
    { variables: { path: "db.json", head: SHA, until: null, after: "c2" } },
    { variables: { after: null } },
  ]);
});

test("a commit holds all of its files, whole, and removes others only where there are any", async () => {
  const json = { data: { createCommitOnBranch: { commit: { oid: SHA, url: "u" } } } };
  const { repository, asked } = answering([{ json }, { json }]);
  const place = { branch: "main", expectedHead: "b".repeat(40) };
  const files = new Map([
    ["a.json", "ä\n"],
    ["b.json", ""],
  ]);
  const content = { headline: "Release", body: "Why", files };
  expect(await writeCommit(repository, place, content)).toEqual({ oid: SHA, url: "u" });
  await writeCommit(repository, place, { ...content, removed: ["c.json", "d.json"] });
  const additions = [
    { path: "a.json", contents: Buffer.from("ä\n").toString("base64") },
    { path: "b.json", contents: "" },
  ];
  const input = (fileChanges: object) => ({
    branch: { repositoryNameWithOwner: "acme/my-app", branchName: "main" },
    expectedHeadOid: place.expectedHead,
    message: { headline: "Release", body: "Why" },
    fileChanges,
  });
  const deletions = [{ path: "c.json" }, { path: "d.json" }];
  expect(asked.map(({ body }) => body)).toEqual([
    { query: expect.any(String), variables: { input: input({ additions }) } },
    { query: expect.any(String), variables: { input: input({ additions, deletions }) } },
  ]);
});

test("a file that must be there may be empty", () => {
  const files = new Map([["db.json", ""]]);
  expect(requiredFile(files, "db.json", "main")).toBe("");
  expect(() => requiredFile(files, "db2.json", "main")).toThrow(
    "db2.json does not exist on branch main: commit it first.",
  );
});
