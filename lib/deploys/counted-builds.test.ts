import { describe, expect, test } from "@jest/globals";
import { countedBuilds, countedFacts, type KnownBuild } from "./counted-builds.ts";

const WORKFLOW = ".github/workflows/build.yml";
const known = (source: KnownBuild["source"], name: string, more: Partial<KnownBuild> = {}): KnownBuild => ({
  source,
  number: 1,
  attempt: 1,
  sha: "a".repeat(40),
  branch: "main",
  name,
  event: source === "run" ? "push" : "",
  state: "completed",
  conclusion: "success",
  ...more,
});
const BUILDS = [
  known("run", WORKFLOW, { number: 12, attempt: 2 }),
  known("run", ".github/workflows/build.yaml"),
  known("check", "lint"),
  known("suite", "circleci"),
  known("status", "CI/Build"),
  known("check", "build.yml"),
];
const names = (source: Parameters<typeof countedBuilds>[1]) => {
  const { runs, statuses } = countedBuilds(BUILDS, source);
  return [runs.map(({ path }) => path), statuses.map(({ context }) => context)];
};

describe("of a commit's builds, a config counts", () => {
  test.each<[string, Parameters<typeof countedBuilds>[1], readonly (readonly string[])[]]>([
    [
      "all where it names none",
      undefined,
      [
        [WORKFLOW, ".github/workflows/build.yaml"],
        ["lint", "circleci", "CI/Build", "build.yml"],
      ],
    ],
    ["the workflow that it names", { workflow: "build.yml" }, [[WORKFLOW], []]],
    ["the check that it names", { check: "lint" }, [[], ["lint"]]],
    ["the suite of the app that it names", { check: "circleci" }, [[], ["circleci"]]],
    ["no status as a check", { check: "CI/Build" }, [[], []]],
    ["the status that it names, in any case", { status: "ci/build" }, [[], ["CI/Build"]]],
    ["no check as a status", { status: "lint" }, [[], []]],
  ])("%s", (_what, source, expected) => {
    expect(names(source)).toEqual(expected);
  });

  test("the newest of each name and kind, the case of which does not count", () => {
    const builds = [
      known("status", "ci", { conclusion: "failure" }),
      known("status", "CI"),
      known("check", "ci"),
      known("check", "ci", { conclusion: "failure" }),
    ];
    expect(countedBuilds(builds, undefined).statuses).toEqual([
      { context: "ci", state: "failure" },
      { context: "ci", state: "success" },
    ]);
  });

  test("every run, the same workflow's too", () => {
    const runs = [known("run", WORKFLOW, { number: 2 }), known("run", WORKFLOW, { number: 1 })];
    expect(countedBuilds(runs, undefined).runs.map(({ id }) => id)).toEqual([2, 1]);
  });
});

test("a run is told as GitHub tells of it", () => {
  const waiting = { branch: undefined, state: "queued", conclusion: undefined } as const;
  const { runs } = countedBuilds(
    [known("run", WORKFLOW, { number: 12, attempt: 2 }), known("run", "x", waiting)],
    undefined,
  );
  expect(runs).toEqual([
    {
      id: 12,
      attempt: 2,
      path: WORKFLOW,
      name: WORKFLOW,
      event: "push",
      branch: "main",
      status: "completed",
      conclusion: "success",
    },
    {
      id: 1,
      attempt: 1,
      path: "x",
      name: "x",
      event: "push",
      branch: null,
      status: "queued",
      conclusion: null,
    },
  ]);
});

test.each([
  ["success", "success"],
  ["neutral", "success"],
  ["skipped", "success"],
  ["failure", "failure"],
  ["cancelled", "failure"],
  ["timed_out", "failure"],
  ["action_required", "failure"],
  [undefined, "pending"],
])("a check that ended with %s is a status %s", (conclusion, state) => {
  expect(countedBuilds([known("check", "lint", { conclusion })], undefined).statuses).toEqual([
    { context: "lint", state },
  ]);
});

test("of what GitHub answers, it counts the same", () => {
  const run = (path: string) => ({ path }) as never;
  const facts = {
    runs: [run(WORKFLOW), run(".github/workflows/other.yml"), run("build.yml")],
    statuses: [
      { context: "CI/Build", state: "success" },
      { context: "ci/build-2", state: "failure" },
    ],
  };
  expect(countedFacts(facts, undefined)).toEqual(facts);
  expect(countedFacts(facts, { workflow: "build.yml" })).toEqual({ runs: [facts.runs[0]], statuses: [] });
  expect(countedFacts(facts, { status: "ci/BUILD" })).toEqual({ runs: [], statuses: [facts.statuses[0]] });
  expect(countedFacts(facts, { check: "lint" })).toEqual(facts);
});
