import { describe, expect, test } from "@jest/globals";
import { planRepository, type KnownRepository } from "./plan.ts";
import { removalsOf, type MissedConfig } from "./removals.ts";
import type { ScannedRepository } from "./scanned.ts";

const branch = (name: string, head: string) =>
  ({ name, head, subject: "", author: "", committedAt: "", builds: [], statuses: [] }) as const;
const config = (name: string, more: object = {}) => ({
  name,
  path: `.deploy/${name}.yaml`,
  blob: "b1",
  problems: undefined,
  ...more,
});
const scanned = (more: Partial<ScannedRepository> = {}): ScannedRepository => ({
  id: 7,
  nodeId: "R7",
  name: "acme/my-app",
  defaultBranch: "main",
  isArchived: false,
  branches: [],
  continues: false,
  configs: { head: "h", files: [] },
  seen: {},
  ...more,
});
const files = (...list: readonly object[]) =>
  ({ head: "h", files: list }) as unknown as ScannedRepository["configs"];
const known = (more: Partial<KnownRepository> = {}): KnownRepository => ({
  id: 7,
  name: "acme/my-app",
  defaultBranch: "main",
  isArchived: false,
  configs: [],
  ...more,
});

describe("a repository that was scanned is", () => {
  test.each<[string, KnownRepository | undefined, Partial<ScannedRepository>, string]>([
    ["new", undefined, {}, "new"],
    ["the same", known(), {}, "same"],
    ["renamed, whatever else", known({ name: "acme/old" }), { isArchived: true }, "renamed"],
    ["changed by its default branch", known(), { defaultBranch: "trunk" }, "changed"],
    ["changed where it is archived", known(), { isArchived: true }, "changed"],
    ["the same where it is empty", known({ defaultBranch: "trunk" }), { defaultBranch: undefined }, "same"],
  ])("%s", (_what, stored, found, news) => {
    expect(planRepository(stored, [scanned(found)], true).news).toBe(news);
  });
});

test("branches of all pages move from where they were seen, and those that did not come are gone if every page did", () => {
  const seen = { main: "1", same: "2", gone: "3" };
  const pages = [
    scanned({ seen, branches: [branch("main", "9"), branch("same", "2")] }),
    scanned({ branches: [branch("new", "4")] }),
  ] as const;
  const moves = [
    { branch: "main", seen: "1", head: "9" },
    { branch: "new", seen: undefined, head: "4" },
  ];
  expect(planRepository(known(), pages, false).heads).toEqual(moves);
  expect(planRepository(known(), pages, true).heads).toEqual([
    ...moves,
    { branch: "gone", seen: "3", head: undefined },
  ]);
});

test("configs are added, changed or missed by their names", () => {
  const configs = ["same", "moved", "edited", "mended", "gone"].map((name) => config(name));
  const found = [
    config("same"),
    config("moved", { path: ".deploy/x.yaml" }),
    config("edited", { blob: "b2" }),
    config("mended", { problems: "x" }),
    config("new"),
  ];
  expect(planRepository(known({ configs }), [scanned({ configs: files(...found) })], true)).toMatchObject({
    added: ["new"],
    changed: ["moved", "edited", "mended"],
    missed: ["gone"],
  });
  expect(planRepository(known({ configs }), [scanned({ configs: undefined })], true).missed).toEqual([]);
  expect(planRepository(undefined, [scanned({ configs: files(config("new")) })], true)).toMatchObject({
    added: ["new"],
    changed: [],
    missed: [],
  });
});

describe("missed configs", () => {
  const missed = (name: string, again: boolean): MissedConfig => ({
    repositoryId: 7,
    repository: "acme/my-app",
    name,
    again,
  });
  const many = (count: number) => Array.from({ length: count }, (_, index) => missed(`c${index}`, true));
  const facts = { known: 10, isWhole: true, confirmed: [] };
  const names = (list: readonly MissedConfig[]) => list.map(({ name }) => name);

  test("stay where a page did not come", () => {
    expect(removalsOf(many(1), { ...facts, isWhole: false, confirmed: ["c0"] })).toEqual({
      remove: [],
      ask: [],
      keep: many(1),
    });
  });

  test("go once two scans have missed them", () => {
    const { remove, ask, keep } = removalsOf([missed("once", false), missed("twice", true)], facts);
    expect([names(remove), names(ask), names(keep)]).toEqual([["twice"], [], ["once"]]);
  });

  test.each([
    [3, 10, true],
    [4, 10, false],
    [4, 40, true],
    [4, 39, false],
    [5, 50, true],
  ])("%i of %i at once go: %s", (count, all, go) => {
    const { remove, ask } = removalsOf(many(count), { ...facts, known: all });
    expect([remove.length, ask.length]).toEqual(go ? [count, 0] : [0, count]);
  });

  test("that somebody has confirmed go, and are none of the many", () => {
    const list = [...many(4), missed("once", false)];
    const { remove, ask, keep } = removalsOf(list, { ...facts, confirmed: ["c0", "once"] });
    expect([names(remove), names(ask), names(keep)]).toEqual([["c0", "once", "c1", "c2", "c3"], [], []]);
    const still = removalsOf(many(5), { ...facts, confirmed: ["c0"] });
    expect([names(still.remove), still.ask.length]).toEqual([["c0"], 4]);
  });
});
