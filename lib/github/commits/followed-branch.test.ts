import { expect, test } from "@jest/globals";
import { answering } from "../testing/answering.ts";
import { followBranch, textAt } from "./followed-branch.ts";

const [SHA, NEXT] = ["a".repeat(40), "b".repeat(40)];
const sha = (text: string) => ({
  text,
  headers: { "content-type": "application/vnd.github.sha; charset=utf-8", etag: `"${text}"` },
});

test("a branch that has not moved is the same answer", async () => {
  const { repository, asked } = answering([sha(SHA), { status: 304 }, sha(NEXT)]);
  const first = await followBranch(repository, "releases/next");
  expect(first).toEqual({ commit: SHA, etag: `"${SHA}"` });
  expect(await followBranch(repository, "releases/next", first)).toBe(first);
  expect(await followBranch(repository, "releases/next", first)).toEqual({ commit: NEXT, etag: `"${NEXT}"` });
  expect(asked.map(({ path }) => decodeURIComponent(path))).toEqual(
    Array.from({ length: 3 }, () => "/repos/acme/my-app/commits/heads/releases/next"),
  );
});

test.each(["", SHA.slice(1), "<html>"])("%j is no commit", async (text) => {
  const { repository } = answering([sha(text)]);
  await expect(followBranch(repository, "main")).rejects.toThrow(
    "Could not look where the branch main is in acme/my-app",
  );
});

test("a file, one that is empty, and one that is not there", async () => {
  const raw = { "content-type": "application/vnd.github.raw+json; charset=utf-8" };
  const { repository, asked } = answering([
    { text: "{}\n", headers: raw },
    { text: "", headers: { ...raw, "content-length": "0" } },
    { status: 404, json: { message: "Not Found" } },
  ]);
  expect(await textAt(repository, SHA, "db/db.json")).toBe("{}\n");
  expect(await textAt(repository, SHA, "db/empty")).toBe("");
  expect(await textAt(repository, SHA, "db/none")).toBeUndefined();
  expect(asked[0]?.path).toBe(`/repos/acme/my-app/contents/db%2Fdb.json?ref=${SHA}`);
});

test("a file that was cut off is not taken for an empty one", async () => {
  const { repository } = answering([{ text: "", headers: { "content-type": "text/plain; charset=utf-8" } }]);
  await expect(textAt(repository, SHA, "db/db.json")).rejects.toThrow("Could not read db/db.json at aaaaaaa");
});
