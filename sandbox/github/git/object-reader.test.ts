import { randomBytes } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { ObjectReader } from "./object-reader.ts";
import { git } from "./process.ts";

let gitDir: string;
let reader: ObjectReader;

beforeAll(async () => {
  gitDir = await mkdtemp(join(tmpdir(), "objects-"));
  await git(["init", "--quiet", "--bare", gitDir]);
  reader = new ObjectReader(gitDir);
});
afterAll(async () => {
  reader.close();
  await rm(gitDir, { recursive: true });
});

const write = async (content: Uint8Array): Promise<string> =>
  (await git(["hash-object", "-w", "--stdin"], { stdin: content, env: { GIT_DIR: gitDir } }))
    .toString("utf8")
    .trim();

test("reads many objects at once, each whole and for its caller", async () => {
  const contents = [0, 1, 100, 70_000, 2_000_000].map((size) => randomBytes(size));
  const oids = await Promise.all(contents.map(write));
  const names = [...oids, "none", "with\nnewline", ...oids.toReversed()];
  const objects = await Promise.all(names.map((name) => reader.read(name)));
  const expected = [...contents, undefined, undefined, ...contents.toReversed()];
  expect(objects.map((object) => object?.content.toString("hex"))).toEqual(
    expected.map((content) => content?.toString("hex")),
  );
});

test("sees what another process has written since", async () => {
  const before = await reader.read("refs/tags/new");
  const oid = await write(Buffer.from("later"));
  await git(["update-ref", "refs/tags/new", oid], { env: { GIT_DIR: gitDir } });
  expect([before, await reader.read("refs/tags/new")]).toEqual([
    undefined,
    { oid, type: "blob", content: Buffer.from("later") },
  ]);
});

test("finds what git finds, loose and packed", async () => {
  const inside = { env: { GIT_DIR: gitDir } };
  const run = async (...args: string[]) => (await git(args, inside)).toString("utf8").trim();
  const identity = ["-c", "user.name=Mona", "-c", "user.email=mona@example.com"];
  const blob = await write(Buffer.from("one"));
  const tree = (await git(["mktree"], { ...inside, stdin: `100644 blob ${blob}\tone\n` }))
    .toString("utf8")
    .trim();
  const commit = await run(...identity, "commit-tree", tree, "-m", "One");
  const refs = { main: commit, "deep/er": commit, data: blob };
  for (const [name, oid] of Object.entries(refs)) await run("update-ref", `refs/x/${name}`, oid);
  for (const [tag, of] of [
    ["v1", commit],
    ["again", "refs/tags/v1"],
    ["bytes", blob],
  ] as const)
    await run(...identity, "tag", "-a", "-m", tag, tag, of);
  await run("symbolic-ref", "refs/x/alias", "refs/x/main");
  const names = [
    ...["main", "deep/er", "data", "alias", "deep", "none", "../config"].map((name) => `refs/x/${name}`),
    ...["v1", "again", "bytes"].map((name) => `refs/tags/${name}`),
    commit,
    tree,
    blob,
    commit.slice(0, 12),
    "0".repeat(40),
  ].flatMap((name) => [name, `${name}^{commit}`, `${name}^{tree}`]);
  const gits = async (name: string) => {
    const oid = await run("rev-parse", "--verify", "--quiet", name).catch(() => undefined);
    if (oid === undefined || (await run("cat-file", "-e", oid).catch(() => undefined)) === undefined)
      return [name, undefined];
    return [
      name,
      {
        oid,
        type: await run("cat-file", "-t", oid),
        content: await git(["cat-file", await run("cat-file", "-t", oid), oid], inside),
      },
    ];
  };
  const ours = async (name: string) => [name, await reader.read(name)];
  const expected = await Promise.all(names.map(gits));
  expect(expected.filter(([, object]) => object !== undefined)).toHaveLength(26);
  expect(await Promise.all(names.map(ours))).toEqual(expected);
  await run("pack-refs", "--all");
  await run("gc", "--quiet", "--prune=now");
  expect(await Promise.all(names.map(ours))).toEqual(expected);
});

test("starts again after it was closed", async () => {
  const oid = await write(Buffer.from("x"));
  await git(["repack", "-a", "-d", "-q"], { env: { GIT_DIR: gitDir } });
  await git(["update-ref", "refs/x/kept", oid], { env: { GIT_DIR: gitDir } });
  const name = oid.slice(0, 20);
  reader.close();
  expect((await reader.read(name))?.content.toString()).toBe("x");
});

test("says when git fails", async () => {
  const broken = new ObjectReader("/nonexistent");
  await expect(broken.read("HEAD")).rejects.toThrow("git cat-file --batch ended with 128");
});
