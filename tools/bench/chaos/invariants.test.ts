import { describe, expect, test } from "@jest/globals";
import { recordOf, serializeDatabase } from "../database.ts";
import { dispatchId } from "../dispatch.ts";
import type { HistoryCommit } from "./history.ts";
import { brokenInvariants, type Told } from "./invariants.ts";

const build = (index: number, container = "app") => ({
  index,
  container,
  channel: "dev",
  image: `ghcr.io/acme/${container}:build-${index}`,
});
const commit = (builds: readonly ReturnType<typeof build>[], id?: number): HistoryCommit => ({
  oid: `commit-${id ?? "first"}`,
  message: id === undefined ? "Initial commit" : `release\n\nDispatch-Id: ${dispatchId(id)}\n`,
  database: serializeDatabase(builds.map(recordOf)),
});
const told = (index: number, outcome: string | undefined, committed: boolean): Told => ({
  dispatchId: dispatchId(index),
  outcome,
  committed,
});

/** Builds 1 to 3 of one container; 2 came after 3. */
const BUILDS = [build(1), build(2), build(3)];
const HISTORY = [commit([]), commit([build(1)], 1), commit([build(3)], 3)];
const TOLD = [told(1, "applied", true), told(2, "superseded", false), told(3, "applied", true)];

test("a history in order breaks nothing", () => {
  expect(brokenInvariants(HISTORY, BUILDS, TOLD)).toEqual([]);
});

/** Two dispatches in one commit, each with a record of its own. */
const TOGETHER: HistoryCommit = {
  ...commit([build(1), build(2, "other")]),
  oid: "commit-of-two",
  message: `release\n\nDispatch-Id: ${dispatchId(1)}\n\nDispatch-Id: ${dispatchId(2)}\n`,
};

describe("of a commit that carries several dispatches", () => {
  const builds = [build(1), build(2, "other")];
  const said = builds.map(({ index }) => ({ ...told(index, "applied", true), commit: TOGETHER.oid }));

  test("each has its place", () => {
    expect(brokenInvariants([HISTORY[0]!, TOGETHER], builds, said)).toEqual([]);
  });

  test.each<[string, HistoryCommit, readonly Told[], RegExp]>([
    [
      "one twice",
      { ...TOGETHER, message: `${TOGETHER.message}\nDispatch-Id: ${dispatchId(2)}\n` },
      said,
      /commit-of-two: dispatch 00000000-0000-4000-8000-000000000002 has two commits/,
    ],
    [
      "one whose record it does not write",
      { ...TOGETHER, database: serializeDatabase([recordOf(build(1))]) },
      said,
      /commit-of-two: other dev goes from run 0 to run 0/,
    ],
    [
      "one that says another image",
      { ...TOGETHER, database: serializeDatabase([build(1), build(3, "other")].map(recordOf)) },
      said,
      /commit-of-two: other dev is ghcr.io\/acme\/other:build-3, and its dispatch says .*build-2/,
    ],
    [
      "one that is said to be elsewhere",
      TOGETHER,
      [said[0]!, { ...said[1]!, commit: "another" }],
      /dispatch 0{8}-0000-4000-8000-0{11}2 is said to be in another, and is in commit-of-two/,
    ],
  ])("%s is found", (_what, together, heard, expected) => {
    expect(brokenInvariants([HISTORY[0]!, together], builds, heard).join("\n")).toMatch(expected);
  });
});

describe("finds", () => {
  const [first, one, three] = HISTORY as [HistoryCommit, HistoryCommit, HistoryCommit];
  test.each<[string, readonly HistoryCommit[], readonly Told[], RegExp]>([
    ["broken JSON", [first, one, { ...three, database: "{" }], TOLD, /is not JSON/],
    ["a broken schema", [first, one, { ...three, database: '{"version":1}' }], TOLD, /breaks its schema/],
    ["a record twice", [first, one, commit([build(3), build(3)], 3)], TOLD, /is twice in a channel/],
    ["a dispatch with two commits", [...HISTORY, three], TOLD, /has two commits/],
    ["a commit without dispatch", [first, one, { ...three, message: "by hand" }], TOLD, /not named/],
    ["a step back", [first, three, commit([build(2)], 2)], TOLD, /goes from run 1003 to run 1002/],
    [
      "a lost newest build",
      [first, one],
      TOLD,
      /the final database has .*build-1 for app dev, not .*build-3/,
    ],
    ["another record's change", [first, one, commit([build(3), build(9, "other")], 3)], TOLD, /other dev/],
    ["a dispatch without outcome", HISTORY, TOLD.slice(0, 2), /has no outcome/],
    ["a failed job", HISTORY, [...TOLD.slice(0, 2), told(3, undefined, true)], /ended as failed/],
    ["a commit claimed", HISTORY, [TOLD[0]!, told(2, "applied", true), TOLD[2]!], /claims a commit/],
    ["a commit denied", HISTORY, [...TOLD.slice(0, 2), told(3, "unchanged", false)], /no job reported/],
  ])("%s", (_, history, said, expected) => {
    expect(brokenInvariants(history, BUILDS, said).join("\n")).toMatch(expected);
  });
});
