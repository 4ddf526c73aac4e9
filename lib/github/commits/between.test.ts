import { expect, test } from "@jest/globals";
import { answering } from "../testing/answering.ts";
import { commitsBetween } from "./between.ts";

const [BASE, HEAD] = ["a".repeat(40), "b".repeat(40)];
const commit = (index: number, author: object | null = { login: `login-${index}` }) => ({
  sha: String(index),
  author,
  commit: { message: `Change ${index}`, author: { name: `Name ${index}` } },
});
const page = (from: number, count: number) => ({
  json: {
    status: "diverged",
    total_commits: 101,
    commits: Array.from({ length: count }, (_, index) => commit(from + index)),
  },
});

test("pages are read until one is not full", async () => {
  const { repository, asked } = answering([page(0, 100), page(100, 1)]);
  const { status, commits, total } = await commitsBetween(repository, BASE, HEAD);
  expect([status, total, commits.length]).toEqual(["diverged", 101, 101]);
  expect(commits.at(-1)).toEqual({ sha: "100", author: "login-100", message: "Change 100" });
  expect(asked.map(({ path }) => path)).toEqual(
    [1, 2].map((number) => `/repos/acme/my-app/compare/${BASE}...${HEAD}?per_page=100&page=${number}`),
  );
});

test("nobody reads more than five pages", async () => {
  const { repository, asked } = answering(Array.from({ length: 6 }, (_, index) => page(100 * index, 100)));
  expect((await commitsBetween(repository, BASE, HEAD)).commits).toHaveLength(500);
  expect(asked).toHaveLength(5);
});

test("an author without an account goes by the name in the commit", async () => {
  const nameless = { ...commit(2, null), commit: { message: "Change 2", author: null } };
  const commits = [commit(0, null), commit(1, {}), nameless, commit(3)];
  const { repository } = answering([{ json: { status: "ahead", total_commits: 4, commits } }]);
  const found = await commitsBetween(repository, BASE, HEAD);
  expect(found.commits.map(({ author }) => author)).toEqual(["Name 0", "Name 1", "unknown", "login-3"]);
});
