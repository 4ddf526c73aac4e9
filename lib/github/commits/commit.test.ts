import { describe, expect, test } from "@jest/globals";
import { answering, type Answer } from "../testing/answering.ts";
import { branchHead } from "./branch-head.ts";
import { getCommit } from "./commit.ts";
import { listFolder } from "./list-folder.ts";
import { pullRequest } from "./pull-request.ts";
import { repositoryFacts } from "./repository-facts.ts";

const SHA = "a".repeat(40);
const refused = (status: number, message: string): Answer => ({ status, json: { message } });
const handle = (...answers: readonly Answer[]) => answering(answers).repository;

describe("a commit", () => {
  const answer = (count: number) => ({
    json: {
      sha: SHA,
      author: { login: "alice" },
      commit: { message: "Change\n\nWhy", author: { name: "Alice" } },
      files: Array.from({ length: count }, (_, index) => ({ filename: `file-${index}` })),
    },
  });

  test.each([
    [2, false],
    [299, false],
    [300, true],
  ])("of %i files has more: %s", async (count, hasMoreFiles) => {
    const { repository, asked } = answering([answer(count)]);
    const found = await getCommit(repository, "main");
    expect(found).toMatchObject({ sha: SHA, author: "alice", message: "Change\n\nWhy", hasMoreFiles });
    expect(found?.files.slice(0, 2)).toEqual(["file-0", "file-1"]);
    expect(asked.map(({ path }) => path)).toEqual(["/repos/acme/my-app/commits/main"]);
  });

  test("that is none is told from what is refused", async () => {
    expect(await getCommit(handle(refused(422, "No commit found for SHA: f00")), "f00")).toBeUndefined();
    const another = getCommit(handle(refused(422, "Something else")), "f00");
    await expect(another).rejects.toMatchObject({ failure: { code: "refused" } });
    const hidden = getCommit(handle(refused(404, "Not Found")), "f00");
    await expect(hidden).rejects.toMatchObject({ failure: { code: "not-found" } });
  });
});

test("a branch's head; a branch that is not there has none, and one that may not be seen is no such branch", async () => {
  const { repository, asked } = answering([{ json: { object: { sha: SHA } } }, refused(404, "Not Found")]);
  expect(await branchHead(repository, "feature/x")).toBe(SHA);
  expect(await branchHead(repository, "feature/y")).toBeUndefined();
  expect(asked.map(({ path }) => decodeURIComponent(path))).toEqual(
    ["x", "y"].map((name) => `/repos/acme/my-app/git/ref/heads/feature/${name}`),
  );
  const forbidden = branchHead(handle(refused(403, "Resource not accessible by integration")), "main");
  await expect(forbidden).rejects.toMatchObject({ failure: { code: "missing-permission" } });
});

describe("a pull request", () => {
  const pull = (more: object, repo: object | null = { full_name: "Acme/My-App" }) => ({
    json: { state: "open", merged: false, head: { ref: "feature", sha: SHA, repo }, ...more },
  });
  test.each([
    ["open", pull({}), { state: "open", isFromFork: false }],
    ["closed", pull({ state: "closed" }), { state: "closed", isFromFork: false }],
    ["merged", pull({ state: "closed", merged: true }), { state: "merged", isFromFork: false }],
    ["of a fork", pull({}, { full_name: "mallory/my-app" }), { state: "open", isFromFork: true }],
    [
      "of a repository of nearly its name",
      pull({}, { full_name: "acme/my-app-2" }),
      { state: "open", isFromFork: true },
    ],
    ["of a fork that is gone", pull({}, null), { state: "open", isFromFork: true }],
  ])("that is %s", async (_what, answer, expected) => {
    const found = await pullRequest(handle(answer), 8);
    expect(found).toEqual({ number: 8, branch: "feature", sha: SHA, ...expected });
  });

  test("that is not there", async () => {
    expect(await pullRequest(handle(refused(404, "Not Found")), 8)).toBeUndefined();
  });
});

test("a repository's facts are those of its name today", async () => {
  const json = { id: 7, full_name: "acme/new-name", default_branch: "trunk", archived: true };
  expect(await repositoryFacts(handle({ json }))).toEqual({
    id: 7,
    fullName: "acme/new-name",
    defaultBranch: "trunk",
    isArchived: true,
  });
});

describe("a folder", () => {
  const place = { path: ".deploy", commit: SHA };
  const entries = (count: number) => ({
    json: Array.from({ length: count }, (_, index) => ({
      path: `.deploy/${index}`,
      type: ["file", "dir", "symlink"][index % 3],
    })),
  });

  test("lists what is in it, and which of that are folders", async () => {
    const { repository, asked } = answering([entries(3)]);
    expect(await listFolder(repository, place)).toEqual([
      { path: ".deploy/0", isFolder: false },
      { path: ".deploy/1", isFolder: true },
      { path: ".deploy/2", isFolder: false },
    ]);
    expect(asked.map(({ path }) => decodeURIComponent(path))).toEqual([
      `/repos/acme/my-app/contents/.deploy?ref=${SHA}`,
    ]);
  });

  test("that is a file, or not there, is none", async () => {
    expect(await listFolder(handle({ json: { type: "file" } }), place)).toBeUndefined();
    expect(await listFolder(handle(refused(404, "Not Found")), place)).toBeUndefined();
  });

  test("with as many files as GitHub lists may have more", async () => {
    expect(await listFolder(handle(entries(999)), place)).toHaveLength(999);
    await expect(listFolder(handle(entries(1_000)), place)).rejects.toThrow(
      ".deploy in acme/my-app has 1000 files or more",
    );
  });
});
