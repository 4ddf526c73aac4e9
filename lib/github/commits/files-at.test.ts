import { describe, expect, test } from "@jest/globals";
import { readAt } from "../branch/read-at.ts";
import { answering } from "../testing/answering.ts";
import { filesAt } from "./files-at.ts";
import { lastChanges, readFolder } from "./folder.ts";

const SHA = "a".repeat(40);
const blob = (text: string | null, more: object = {}) => ({
  text,
  isTruncated: false,
  isBinary: false,
  ...more,
});
const object = (value: unknown) => ({ json: { data: { repository: { object: value } } } });

describe("the files of a commit", () => {
  test("come by their paths, each with its own text, without those that are not there", async () => {
    const { repository, asked } = answering([
      object({ file0: { object: blob("one") }, file1: null, file2: { object: blob("three") } }),
    ]);
    const files = await filesAt(repository, SHA, ["a.yaml", "b.yaml", "c.yaml"]);
    expect([...files]).toEqual([
      ["a.yaml", "one"],
      ["c.yaml", "three"],
    ]);
    expect(asked[0]?.body).toMatchObject({
      variables: { owner: "acme", name: "my-app", commit: SHA, path0: "a.yaml", path2: "c.yaml" },
    });
  });

  test("that are long are read whole, at the same commit", async () => {
    const { repository, asked } = answering([
      object({ file0: { object: blob("the beg", { isTruncated: true }) } }),
      { text: "the whole" },
    ]);
    expect([...(await filesAt(repository, SHA, ["a.yaml"]))]).toEqual([["a.yaml", "the whole"]]);
    expect(asked[1]?.path).toBe(`/repos/acme/my-app/contents/a.yaml?ref=${SHA}`);
  });

  test("that are no text are refused by name", async () => {
    for (const one of [
      blob("x", { isBinary: true }),
      blob(null),
      blob("x", { isBinary: true, isTruncated: true }),
    ]) {
      const { repository } = answering([object({ file0: { object: blob("one") }, file1: { object: one } })]);
      await expect(filesAt(repository, SHA, ["a.yaml", "b.bin"])).rejects.toThrow(
        "b.bin in acme/my-app is not a text file.",
      );
    }
  });

  test("of a commit that is gone", async () => {
    await expect(filesAt(answering([object(null)]).repository, SHA, ["a.yaml"])).rejects.toMatchObject({
      failure: { code: "no-such-commit" },
    });
  });
});

test("a folder's own files are read, and not those of folders in it", async () => {
  const entry = (name: string, type: string, value: object | null) => ({
    name,
    oid: `${name}-id`,
    type,
    object: value,
  });
  const { repository, asked } = answering([
    object({
      entries: [
        entry("a.yaml", "blob", blob("one")),
        entry("sub", "tree", {}),
        entry("module", "commit", null),
        entry("logo.png", "blob", blob(null, { isBinary: true })),
        entry("b.yaml", "blob", blob("two")),
      ],
    }),
    object(null),
  ]);
  const place = { commit: SHA, path: ".deploy" };
  expect(await readFolder(repository, place)).toEqual([
    { name: "a.yaml", blob: "a.yaml-id", text: "one" },
    { name: "logo.png", blob: "logo.png-id", text: undefined },
    { name: "b.yaml", blob: "b.yaml-id", text: "two" },
  ]);
  expect(await readFolder(repository, place)).toEqual([]);
  expect(asked[0]?.body).toMatchObject({ variables: { folder: `${SHA}:.deploy` } });
});

test("who changed files last is said in the order of the files", async () => {
  const { repository, asked } = answering([
    object({ h0: { nodes: [{ oid: "1" }] }, h1: { nodes: [] }, h2: { nodes: [{ oid: "3" }] } }),
  ]);
  expect(await lastChanges(repository, SHA, ["a", "b", "c"])).toEqual(["1", undefined, "3"]);
  expect(await lastChanges(repository, SHA, [])).toEqual([]);
  expect(asked).toHaveLength(1);
});

test("a file at several commits, each its own, and nothing where there is no such commit", async () => {
  const commit = (oid: string, file: unknown) => ({
    oid,
    url: `u${oid}`,
    committedDate: "d",
    message: "m",
    file,
  });
  const data = {
    repository: {
      c0: commit("1", { object: { oid: "b1", ...blob("one") } }),
      c1: null,
      c2: commit("3", null),
      c3: commit("4", { object: { oid: "b4", ...blob("four") } }),
    },
  };
  const { repository, asked } = answering([{ json: { data } }]);
  const files = await readAt(repository, "db.json", ["1", "2", "3", "4"]);
  expect(files.map((file) => file && [file.oid, file.blob, file.text])).toEqual([
    ["1", "b1", "one"],
    undefined,
    ["3", undefined, undefined],
    ["4", "b4", "four"],
  ]);
  expect(asked[0]?.body).toMatchObject({
    variables: { path: "db.json", revision0: "1", revision1: "2", revision3: "4" },
  });
});
