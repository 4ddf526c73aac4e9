import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { watchFiles } from "./watch.ts";

let directory: string;
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), "watch-"));
});
afterAll(() => rm(directory, { recursive: true, force: true }));

test("nothing that polls began goes on watching after the end", async () => {
  const paths = ["db.json", "policy.json"].map((name) => join(directory, name));
  for (const path of paths) await writeFile(path, "1");
  let calls = 0;
  const ended = watchFiles(paths, () => (calls += 1), 5);
  // A few polls, each of which watches anew.
  await wait(100);
  ended.close();
  const before = calls;
  const { promise: seen, resolve } = Promise.withResolvers<void>();
  const other = watchFiles(paths, resolve);
  await writeFile(join(directory, "policy.json"), "2");
  await seen;
  other.close();
  expect(calls).toBe(before);
});
