import { expect, test } from "@jest/globals";
import type { KnownBuild } from "../counted-builds.ts";
import { buildsToRecord, statusesDiffer } from "./builds.ts";
import type { FoundBuild } from "./scanned.ts";

const HEAD = "a".repeat(40);
const RED = { state: "completed", conclusion: "failure" } as const;
const GREEN = { state: "completed", conclusion: "success" } as const;
const RUNNING = { state: "running", conclusion: undefined } as const;

const found = (more: Partial<FoundBuild> = {}): FoundBuild => ({
  source: "run",
  number: 7,
  branch: "main",
  name: ".github/workflows/build.yml",
  event: "push",
  updatedAt: "2026-11-29T14:00:07Z",
  ...GREEN,
  ...more,
});
const known = (attempt: number, more: Partial<KnownBuild> = {}): KnownBuild => {
  const { updatedAt: _, ...facts } = found();
  return { ...facts, sha: HEAD, attempt, ...more };
};
const suite = { source: "suite", name: "other-ci", event: "" } as const;
/** `2026-11-29T14:00:07Z` in seconds. */
const ENDED = 1_795_960_807;

test.each<[string, readonly KnownBuild[], FoundBuild, number | undefined]>([
  ["a run that nobody has told of is its first attempt", [], found(), 1],
  ["a run that is known as it is, is no news", [known(1)], found(), undefined],
  ["a run that was under way has ended", [known(1, RUNNING)], found(), 1],
  ["a run that had failed is run again", [known(1, RED)], found(RUNNING), 2],
  ["a run that was run again has failed", [known(2, GREEN), known(1, RED)], found(RED), 3],
  ["the newest attempt counts", [known(1, RED), known(2, GREEN)], found(), undefined],
  ["another run's attempts do not count", [known(4, { ...RED, number: 8 })], found(), 1],
  ["a check's of the same number do not count", [known(4, { ...RED, source: "check" })], found(), 1],
  ["a suite goes by when it ended", [], found(suite), ENDED],
  ["a suite that ended then is no news", [known(ENDED, suite)], found(suite), undefined],
  ["a suite that ended before is another one", [known(ENDED - 1, suite)], found(suite), ENDED],
])("%s", (_what, before, one, attempt) => {
  const { updatedAt: _, ...facts } = one;
  expect(buildsToRecord(before, { head: HEAD, builds: [one] })).toEqual(
    attempt === undefined ? [] : [{ ...facts, sha: HEAD, attempt }],
  );
});

const status = (number: number, name: string, more: Partial<KnownBuild> = {}): KnownBuild =>
  known(1, { source: "status", number, name, event: "", ...more });
const NAMED = [status(1, "ci/build", RED), status(2, "CI/Build", GREEN), status(3, "ci/build-docs", RUNNING)];

test.each([
  ["success", "ci/build", false],
  ["failure", "ci/build", true],
  ["pending", "ci/build-docs", false],
  ["success", "ci/build-docs", true],
  ["pending", "ci/lint", true],
])(
  "the numbers of a commit's statuses are asked for where %s of %s is news: %j",
  (state, context, isNews) => {
    expect(
      statusesDiffer(NAMED, [
        { context: "ci/build", state: "success" },
        { context, state },
      ]),
    ).toBe(isNews);
  },
);

test("a run's result is no status", () => {
  expect(statusesDiffer([known(1, { name: "ci/build" })], [{ context: "ci/build", state: "success" }])).toBe(
    true,
  );
});
