import { beforeEach, describe, expect, test } from "@jest/globals";
import { feedGit } from "@release-channels/sandbox";
import { outcomes } from "../../tools/testing/releases.ts";
import {
  commitByHand,
  create,
  database,
  git,
  head,
  history,
  IMAGE,
  operations,
  push,
  pushByHand,
  READ,
  record,
  recordOf,
  records,
  refused,
  released,
  releases,
  run,
  text,
  type Fields,
} from "./testing.ts";

describe("a history", () => {
  beforeEach(() => create());

  test("by hand, without ids, is read as well", async () => {
    for (const tag of ["v1", "v2", "v3"]) {
      await pushByHand({ "db/db.json": text(record("my-app", tag)) }, `Release ${tag}`);
    }
    const result = await run();
    expect(outcomes(result)).toEqual(["applied"]);
    expect(history(result)).toEqual(["v3", "v2", "v1"]);
    expect(recordOf()).toMatchObject({ image: `${IMAGE}:v2` });
  });

  test("with a broken database in it is read past it", async () => {
    await released(1);
    await pushByHand({ "db/db.json": "<<<<<<< HEAD\n" }, "Merge");
    await pushByHand({ "db/db.json": text(record("my-app", "v2")) }, "Mend");
    expect(outcomes(await run())).toEqual(["applied"]);
    expect(recordOf()).toMatchObject({ image: `${IMAGE}:v1` });
  });

  test("with a branch that was merged late does not mistake its old records for newer ones", async () => {
    await released(1);
    const old = JSON.parse(database()) as { releases: Fields[] };
    const base = head();
    await released(2);
    const side = await commitByHand(
      { "db/db.json": text(...old.releases, record("other", "v1")) },
      "Add other",
      base,
    );
    await released(3);
    const merged = JSON.parse(database()) as { releases: Fields[] };
    const tree = await commitByHand({ "db/db.json": text(...merged.releases, record("other", "v1")) }, "x");
    const parents = ["-p", "main", "-p", side];
    const merge = await git("commit-tree", `${tree}^{tree}`, ...parents, "-m", "Merge");
    await push(merge);
    const result = await run();
    expect(history(result)).toEqual(["v3", "v2", "v1"]);
    expect(recordOf()).toMatchObject({ image: `${IMAGE}:v2` });
  });

  test("of others costs no more requests", async () => {
    await released(1);
    await released(2);
    await importCommits(90, (index) => [
      text(...records(), record("busy", `b${index}`, { channel: "dev" })),
      "busy dev",
    ]);
    await run();
    expect(operations()).toEqual([...READ, "graphql:CommitOnBranch"]);
    expect(recordOf()).toMatchObject({ image: `${IMAGE}:v1` });
  });

  test("of more than a thousand commits is read in bounded pages, and the limit is told", async () => {
    await released(1);
    await released(2);
    const then = await git("rev-parse", "main~1");
    const standing = records();
    await importCommits(1001, (index) => [
      text(...standing, record("busy", `b${index}`, { channel: "dev" })),
      "busy dev",
    ]);
    const result = await run();
    expect(operations().filter((operation) => operation === "graphql:FileHistory")).toHaveLength(10);
    expect(operations()).not.toContain("graphql:FileAt");
    refused(
      result,
      "my-app has no earlier release in prod, as far as db/db.json shows in its last 1000 commits, back to 2",
    );
    expect(result.annotations[0]?.message).toMatch(/; to go back further, name a commit of this repository$/);
    const byCommit = await run({ to: then });
    expect(outcomes(byCommit)).toEqual(["applied"]);
    expect(operations()).toHaveLength(4);
    expect(recordOf()).toMatchObject({ image: `${IMAGE}:v1` });
  });

  test("of databases past the 512,000 bytes of a GraphQL answer is read whole", async () => {
    const many = Array.from({ length: 3000 }, (_, index) => record(`app-${index}`, "v1", { channel: "dev" }));
    await create({ "db/db.json": text(...many) });
    await released(1);
    await released(2);
    expect(outcomes(await run())).toEqual(["applied"]);
    expect(recordOf()).toMatchObject({ image: `${IMAGE}:v1` });
    expect(operations().filter((operation) => !operation.startsWith("graphql:"))).toEqual([
      "repos/get-content",
      "repos/get-content",
    ]);
  });

  /** Many commits of this suite's form, fast. */
  async function importCommits(
    many: number,
    content: (index: number) => [database: string, key: string],
  ): Promise<void> {
    const parts = Array.from({ length: many }, (_, index) => {
      const [file, key] = content(index);
      const id = `22222222-0000-4000-8000-${String(index).padStart(12, "0")}`;
      const message = `release(busy): dev → b${index}\n\n${key}: a:1 → a:2\n\nDispatch-Id: ${id}\nReleased-By: bob\n`;
      const data = (value: string) => `data ${Buffer.byteLength(value)}\n${value}\n`;
      const from = index === 0 ? `from ${head()}\n` : "";
      const time = Math.floor(Date.now() / 1000) + 1 + index;
      return `commit refs/heads/main\ncommitter Mona <mona@example.com> ${time} +0000\n${data(message)}${from}M 100644 inline db/db.json\n${data(file)}`;
    });
    await feedGit(releases.gitDir, parts.join(""), "fast-import", "--quiet", "--force");
  }
});
