import { describe, expect, test } from "@jest/globals";
import { readAt } from "../branch/read-at.ts";
import { answering } from "../testing/answering.ts";
import { filesAt, sizesAt } from "./files-at.ts";
import { lastChanges, listFiles } from "./folder.ts";

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

  test("are none where none is asked for, without a request", async () => {
    const { repository, asked } = answering([]);
    expect([(await filesAt(repository, SHA, [])).size, (await sizesAt(repository, SHA, [])).size]).toEqual([
      0, 0,
    ]);
    expect(asked).toEqual([]);
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

  test("have lengths, which are asked for without the texts", async () => {
    const sizes = {
      file0: { object: { byteSize: 7 } },
      file1: null,
      file2: { object: {} },
      file3: { object: { byteSize: 0 } },
    };
    const { repository, asked } = answering([object(sizes)]);
    const lengths = await sizesAt(repository, SHA, ["a.yaml", "none", "folder", "empty"]);
    expect([...lengths]).toEqual([
      ["a.yaml", 7],
      ["empty", 0],
    ]);
    expect(asked[0]?.body).toMatchObject({
      query: expect.not.stringContaining("text"),
      variables: { commit: SHA, path0: "a.yaml", path3: "empty" },
    });
  });

  test.each([filesAt, sizesAt])("of a commit that is gone: %p", async (read) => {
    await expect(read(answering([object(null)]).repository, SHA, ["a.yaml"])).rejects.toMatchObject({
      failure: { code: "no-such-commit" },
    });
  });
});

test("a folder's own files are listed without their texts, and not those of folders in it", async () => {
  const entry = (name: string, type: string, value: object | null) => ({
    name,
    oid: `${name}-id`,
    type,
    object: value,
  });
  const { repository, asked } = answering([
    object({
      entries: [
        entry("a.yaml", "blob", { byteSize: 3, isBinary: false }),
        entry("sub", "tree", {}),
        entry("module", "commit", null),
        entry("logo.png", "blob", { byteSize: 900, isBinary: true }),
        entry("odd.yaml", "blob", { byteSize: 4, isBinary: null }),
        entry("b.yaml", "blob", { byteSize: 99_000_000, isBinary: false }),
      ],
    }),
    object(null),
  ]);
  const place = { commit: SHA, path: ".deploy" };
  expect(await listFiles(repository, place)).toEqual([
    { name: "a.yaml", blob: "a.yaml-id", bytes: 3, isText: true },
    { name: "logo.png", blob: "logo.png-id", bytes: 900, isText: false },
    { name: "odd.yaml", blob: "odd.yaml-id", bytes: 4, isText: false },
    { name: "b.yaml", blob: "b.yaml-id", bytes: 99_000_000, isText: true },
  ]);
  expect(await listFiles(repository, place)).toEqual([]);
  expect(asked[0]?.body).toMatchObject({
    query: expect.not.stringContaining("text"),
    variables: { folder: `${SHA}:.deploy` },
  });
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
