import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { RepositoryMaker, type BareRepository } from "./bare-repository.ts";
import { writeCommit, type NewCommit } from "./write-commit.ts";

let directory: string;
let repository: BareRepository;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), "write-commit-"));
  const maker = new RepositoryMaker(directory, join(directory, "hooks"), () => new Date());
  repository = await maker.make(join(directory, "ours.git"), "main");
});
afterAll(async () => {
  repository.close();
  await rm(directory, { recursive: true, force: true });
});

const author = { name: "Zoë [bot]", email: "1+zoe@example.com", date: new Date("2026-01-02T03:04:05.678Z") };
const committer = { name: "GitHub", email: "noreply@github.com", date: new Date("2026-01-02T03:04:06Z") };

/** What git itself makes of the same change, in an index of its own. */
async function gitsOwn(commit: NewCommit, mode = "100644"): Promise<string> {
  const index = { GIT_INDEX_FILE: join(directory, "index") };
  await repository.run(["read-tree", commit.parent ?? "--empty"], index);
  const lines = commit.deletions.map((path) => `0 ${"0".repeat(40)}\t${path}\0`);
  for (const [path, content] of commit.additions) {
    const oid = (await repository.feed(["hash-object", "--stdin", "-w"], content)).toString().trim();
    lines.push(`${mode} ${oid}\t${path}\0`);
  }
  await repository.feed(["update-index", "-z", "--index-info"], lines.join(""), index);
  const tree = (await repository.run(["write-tree"], index)).toString().trim();
  const parents = commit.parent === undefined ? [] : ["-p", commit.parent];
  const variables = Object.entries({ AUTHOR: commit.author, COMMITTER: commit.committer }).flatMap(
    ([role, { name, email, date }]) => [
      [`GIT_${role}_NAME`, name],
      [`GIT_${role}_EMAIL`, email],
      [`GIT_${role}_DATE`, `${Math.floor(date.getTime() / 1000)} +0000`],
    ],
  );
  const named = Object.fromEntries(variables);
  const made = await repository.feed(["commit-tree", tree, ...parents], commit.message, named);
  return made.toString().trim();
}

const change = (
  parent: string | undefined,
  files: Readonly<Record<string, string>>,
  deletions: readonly string[] = [],
): NewCommit => ({
  parent,
  additions: new Map(Object.entries(files).map(([path, text]) => [path, Buffer.from(text)])),
  deletions,
  author,
  committer,
  message: "Größe\n\nbody without a line break at its end",
});

const FIRST = {
  "db/db.json": "{}\n",
  "db/policy.json": "{}",
  // In a tree, a folder sorts as if its name ended with a slash: between these two.
  "db.json": "1",
  "db-old/x": "2",
  "deep/er/and/deeper": "3",
  "Ünï code/é": "4",
  empty: "",
};

test("commits are git's own, byte for byte", async () => {
  const changes: readonly (readonly [string, Readonly<Record<string, string>>, readonly string[]])[] = [
    ["a file", { "db/db.json": '{"version":1}\n' }, []],
    ["nothing", {}, []],
    ["new files beside and below", { "db/a": "", "deep/x": "x", "new/folder/y": "y" }, []],
    ["a file that goes, and one that does not exist", {}, ["db/policy.json", "db/none", "none/x"]],
    ["the last file of its folders", {}, ["deep/er/and/deeper"]],
    ["a folder's name, which is no file", {}, ["db"]],
    ["a file that goes and comes", { empty: "no longer" }, ["empty"]],
    ["a file that becomes a folder", { "empty/now/x": "x" }, []],
    ["a folder that becomes a file", { db: "x" }, []],
    ["all files", {}, Object.keys(FIRST)],
  ];
  const first = await writeCommit(repository, change(undefined, FIRST));
  expect(first).toBe(await gitsOwn(change(undefined, FIRST)));
  for (const [what, files, deletions] of changes) {
    const commit = change(first, files, deletions);
    expect([what, await writeCommit(repository, commit)]).toEqual([what, await gitsOwn(commit)]);
  }
});

test("git finds no fault with objects that only this has written", async () => {
  const text = "only here ".repeat(100_000);
  const first = await writeCommit(repository, change(undefined, { "a/b": text, c: "c" }));
  const tip = await writeCommit(repository, change(first, { "a/d": "d" }, ["c"]));
  await repository.refs.set("refs/heads/main", tip);
  const problems = await repository.run(["fsck", "--full", "--strict", "--no-dangling"]);
  expect(problems.toString()).toBe("");
  expect((await repository.run(["cat-file", "blob", `${tip}:a/b`])).toString()).toBe(text);
});

test("a file keeps its mode", async () => {
  const first = await gitsOwn(change(undefined, { run: "1", "scripts/run": "1" }), "100755");
  const commit = change(first, { run: "2", "scripts/run": "2", "scripts/data": "2" });
  const made = await writeCommit(repository, commit);
  const listing = (
    await repository.run(["ls-tree", "-r", "--format=%(objectmode) %(path)", made])
  ).toString();
  expect(listing).toBe("100755 run\n100644 scripts/data\n100755 scripts/run\n");
});

test("a name is cleaned as git does it", async () => {
  for (const name of [" Mona <the> cat, ", "Mo,na\n", "'Mona'", "O'Hara"]) {
    const commit = { ...change(undefined, { name }), author: { ...author, name, email: "<m@x.de>" } };
    expect([name, await writeCommit(repository, commit)]).toEqual([name, await gitsOwn(commit)]);
  }
  const nobody = { ...change(undefined, {}), author: { ...author, name: " <>" } };
  await expect(writeCommit(repository, nobody)).rejects.toThrow('a commit needs a name: " <>" is none');
});

test.each(["../x", "a/../x", ".git/config", "a/.GIT/x", "a//b", "/a", "a/", ""])(
  "a path that git leaves out of a commit without a word is refused: %j",
  async (path) => {
    const commit = change(undefined, { [path]: "x" });
    expect(await gitsOwn(commit)).toBe(await gitsOwn(change(undefined, {})));
    await expect(writeCommit(repository, commit)).rejects.toThrow(`git keeps no file at "${path}"`);
  },
);
