import { describe, expect, test } from "@jest/globals";
import { locksPath, parseLocks } from "./locks.ts";
import { nearest } from "./nearest.ts";
import { isSameIdentity, isSameRepository, repositoryKey } from "./repository-name.ts";

const LOCK = { owner: "carol", at: "2026-11-30T10:00:00Z", reason: "incident 7" };
const problems = (...locks: readonly object[]) => {
  try {
    parseLocks(JSON.stringify({ version: 1, locks }, null, 2), "db/locks.json");
  } catch (error) {
    return (error as { readonly problems: readonly { path: string; message: string; position?: object }[] })
      .problems;
  }
  return [];
};

describe("locks", () => {
  test("are beside the database, wherever that is", () => {
    expect(["db/db.json", "db.json", "a/b/c.json"].map(locksPath)).toEqual([
      "db/locks.json",
      "locks.json",
      "a/b/locks.json",
    ]);
  });

  test("are none without a file, and those of the file in its order", () => {
    expect(parseLocks(undefined, "x")).toEqual([]);
    const locks = [{ ...LOCK, channel: "prod" }, LOCK];
    expect(parseLocks(JSON.stringify({ version: 1, locks }), "x")).toEqual(locks);
  });

  test("with anything unknown or impossible lock nothing: each fault is told at its place", () => {
    expect(problems(LOCK, { ...LOCK, chanel: "prod" })).toMatchObject([
      { path: expect.stringContaining("locks[1]") },
    ]);
    expect(
      problems(LOCK, { ...LOCK, until: "2026-02-30T10:00:00Z" }, { ...LOCK, at: "2026-13-01T10:00:00Z" }),
    ).toMatchObject([
      {
        path: "locks[1].until",
        message: expect.stringContaining("a date that does not exist"),
        position: { line: 13 },
      },
      { path: "locks[2].at", position: { line: 17 } },
    ]);
    expect(problems({ owner: "carol" })).not.toEqual([]);
    expect(() => parseLocks("[]", "db/locks.json")).toThrow("db/locks.json");
    expect(() => parseLocks("{", "db/locks.json")).toThrow("db/locks.json");
  });
});

test.each([
  ["prod", ["dev", "prood", "pord"], "prood"],
  ["prd", ["dev", "prod"], "prod"],
  ["stagng", ["staging", "production"], "staging"],
  ["x", ["dev", "prod"], undefined],
  ["production", ["dev"], undefined],
  ["prod", [], undefined],
])("%s is nearest, of %j, to %s", (name, known, expected) => {
  expect(nearest(name, known)).toBe(expected);
});

test("a repository is the same in any case", () => {
  expect(isSameRepository("Acme/My-App", "acme/my-app")).toBe(true);
  expect(isSameRepository("acme/my-app", "acme/my-app-2")).toBe(false);
  expect(repositoryKey("Acme/My-App")).toBe("acme/my-app");
});

test.each([
  [7, 7, "acme/other", true],
  [7, 8, "acme/app", false],
  [7, undefined, "Acme/App", true],
  [undefined, 7, "acme/other", false],
  [undefined, undefined, "acme/app", true],
])("acme/app with the id %s and one with %s, %s, are the same: %s", (a, b, repository, isSame) => {
  const one = { repository: "acme/app", ...(a !== undefined && { repository_id: a }) };
  expect(isSameIdentity(one, { repository, ...(b !== undefined && { repository_id: b }) })).toBe(isSame);
});
