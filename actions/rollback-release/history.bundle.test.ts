import { execFileSync } from "node:child_process";
import { beforeEach, describe, expect, test } from "@jest/globals";
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
      pushByHand({ "db/db.json": text(record("my-app", tag)) }, `Release ${tag}`);
    }
    const result = await run();
    expect(outcomes(result)).toEqual(["applied"]);
    expect(history(result)).toEqual(["v3", "v2", "v1"]);
    expect(recordOf()).toMatchObject({ image: `${IMAGE}:v2` });
  });

  test("with a broken database in it is read past it", async () => {
    released(1);
    pushByHand({ "db/db.json": "<<<<<<< HEAD\n" }, "Merge");
    pushByHand({ "db/db.json": text(record("my-app", "v2")) }, "Mend");
    expect(outcomes(await run())).toEqual(["applied"]);
    expect(recordOf()).toMatchObject({ image: `${IMAGE}:v1` });
  });

  test("with a branch that was merged late does not mistake its old records for newer ones", async () => {
    released(1);
    const old = JSON.parse(database()) as { releases: Fields[] };
    const base = head();
    released(2);
    const side = commitByHand(
      { "db/db.json": text(...old.releases, record("other", "v1")) },
      "Add other",
      base,
    );
    released(3);
    const merged = JSON.parse(database()) as { releases: Fields[] };
    const tree = commitByHand({ "db/db.json": text(...merged.releases, record("other", "v1")) }, "x");
    const merge = execFileSync(
      "git",
      [
        "--git-dir",
        releases.gitDir,
        "-c",
        "user.name=Mona",
        "-c",
        "user.email=mona@example.com",
        "commit-tree",
        `${tree}^{tree}`,
        "-p",
        "main",
        "-p",
        side,
        "-m",
        "Merge",
      ],
      { encoding: "utf8" },
    ).trim();
    push(merge);
    const result = await run();
    expect(history(result)).toEqual(["v3", "v2", "v1"]);
    expect(recordOf()).toMatchObject({ image: `${IMAGE}:v2` });
  });

  test("of others costs no more requests", async () => {
    released(1);
    released(2);
    importCommits(90, (index) => [
      text(...records(), record("busy", `b${index}`, { channel: "dev" })),
      "busy dev",
    ]);
    await run();
    expect(operations()).toEqual([...READ, "graphql:CommitOnBranch"]);
    expect(recordOf()).toMatchObject({ image: `${IMAGE}:v1` });
  });

  test("of more than a thousand commits is read in bounded pages, and the limit is told", async () => {
    released(1);
    released(2);
    const then = git("rev-parse", "main~1").trim();
    const standing = records();
    importCommits(1001, (index) => [
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
    released(1);
    released(2);
    expect(outcomes(await run())).toEqual(["applied"]);
    expect(recordOf()).toMatchObject({ image: `${IMAGE}:v1` });
    expect(operations().filter((operation) => !operation.startsWith("graphql:"))).toEqual([
      "repos/get-content",
      "repos/get-content",
    ]);
  });

  /** Many commits of this suite's form, fast. */
  function importCommits(many: number, content: (index: number) => [database: string, key: string]): void {
    const parts = Array.from({ length: many }, (_, index) => {
      const [file, key] = content(index);
      const id = `22222222-0000-4000-8000-${String(index).padStart(12, "0")}`;
      const message = `release(busy): dev → b${index}\n\n${key}: a:1 → a:2\n\nDispatch-Id: ${id}\nReleased-By: bob\n`;
      const data = (value: string) => `data ${Buffer.byteLength(value)}\n${value}\n`;
      const from = index === 0 ? `from ${head()}\n` : "";
      const time = Math.floor(Date.now() / 1000) + 1 + index;
      return `commit refs/heads/main\ncommitter Mona <mona@example.com> ${time} +0000\n${data(message)}${from}M 100644 inline db/db.json\n${data(file)}`;
    });
    execFileSync("git", ["--git-dir", releases.gitDir, "fast-import", "--quiet", "--force"], {
      input: parts.join(""),
    });
  }
});
