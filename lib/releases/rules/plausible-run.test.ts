import { expect, test } from "@jest/globals";
import { runIdProblems } from "./plausible-run.ts";

const NOW = 19_700_000_000;

test.each<[string, number, number | undefined, boolean]>([
  ["one before this run", NOW - 1, NOW, true],
  ["one that was numbered a little later", NOW + 1_000_000, NOW, true],
  ["one beyond that", NOW + 1_000_001, NOW, false],
  ["the highest number that JSON keeps", Number.MAX_SAFE_INTEGER, NOW, false],
  ["a young server's", 12, 40, true],
  ["github.com's on a young server", NOW, 40, false],
  ["any of today's, where the reader is no run", NOW, undefined, true],
  ["any of today's, where the reader's is not known", NOW, Number.NaN, true],
  ["the last of those", 1_000_000_000_000, undefined, true],
  ["one beyond all", 1_000_000_000_001, undefined, false],
  ["one beyond all, where the reader's is not known", Number.MAX_SAFE_INTEGER, Number.NaN, false],
])("%s", (_name, run_id, current, isPlausible) => {
  const problems = runIdProblems({ repository: "acme/my-app", run_id, run_attempt: 50 }, current);
  expect(problems.map(({ path }) => path)).toEqual(isPlausible ? [] : ["source.run_id"]);
});

test("says what it was held against", () => {
  const source = { repository: "acme/my-app", run_id: Number.MAX_SAFE_INTEGER, run_attempt: 1 };
  expect(runIdProblems(source, NOW)[0]?.message).toBe(
    "source.run_id is 9007199254740991, which no run of acme/my-app can have yet: this run, which came later, has 19700000000: release it with trigger-dispatch, which sends the build's own run id",
  );
  expect(runIdProblems(undefined, NOW)).toEqual([]);
});

test.each([
  [1000, []],
  [1001, ["source.run_attempt"]],
  [Number.MAX_SAFE_INTEGER, ["source.run_attempt"]],
])("attempt %i: objections to %j", (run_attempt, paths) => {
  const problems = runIdProblems({ repository: "acme/my-app", run_id: 12, run_attempt }, NOW);
  expect(problems.map(({ path }) => path)).toEqual(paths);
});
