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

test("reads many objects at once, each whole and for the one who asked", async () => {
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

test("starts again after it was closed", async () => {
  const oid = await write(Buffer.from("x"));
  reader.close();
  expect((await reader.read(oid))?.content.toString()).toBe("x");
});

test("says when git fails", async () => {
  const broken = new ObjectReader("/nonexistent");
  await expect(broken.read("HEAD")).rejects.toThrow("git cat-file --batch ended with 128");
});
