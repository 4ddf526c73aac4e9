import { describe, expect, test } from "@jest/globals";
import { buildStateOf, isAboutDeploys, type BuildState, type RunState } from "./build-state.ts";

const CI: RunState = {
  id: 10,
  attempt: 1,
  path: ".github/workflows/ci.yml",
  name: "CI",
  event: "push",
  branch: "main",
  status: "completed",
  conclusion: "success",
};
const IMAGE = { ...CI, id: 20, path: ".github/workflows/image.yml", name: "Image" };
const running = { status: "in_progress", conclusion: null };
const red = { conclusion: "failure" };

const says = ({ kind, ...rest }: BuildState): string =>
  "says" in rest
    ? `${kind}: ${rest.says}`
    : [kind, ...("run" in rest && rest.run ? [rest.run.id] : [])].join(" ");

describe("what the builds of a commit have come to:", () => {
  test.each<[string, readonly RunState[], Readonly<Record<string, string>>, string]>([
    ["nothing ran", [], {}, "none"],
    ["one that is green", [CI], {}, "green 10"],
    ["of two workflows one is red", [IMAGE, { ...CI, ...red }], {}, "red: CI: failure"],
    ["of two workflows one runs", [IMAGE, { ...CI, ...running }], {}, "running: CI: in progress"],
    [
      "of two, one is red and one runs",
      [
        { ...IMAGE, ...running },
        { ...CI, ...red },
      ],
      {},
      "red: CI: failure",
    ],
    [
      "both are red",
      [
        { ...IMAGE, conclusion: "timed_out" },
        { ...CI, ...red },
      ],
      {},
      "red: Image: timed_out, CI: failure",
    ],
    [
      "a red run that was repeated",
      [
        { ...CI, id: 11 },
        { ...CI, ...red },
      ],
      {},
      "green 11",
    ],
    ["a green run whose repetition is red", [{ ...CI, id: 11, ...red }, CI], {}, "red: CI: failure"],
    [
      "a red run on a push beside a newer green one of the same workflow by hand",
      [
        { ...CI, id: 11, event: "workflow_dispatch" },
        { ...CI, ...red },
      ],
      {},
      "red: CI: failure",
    ],
    [
      "a red run of another branch with the same commit",
      [{ ...CI, id: 11, branch: "main-2", ...red }, CI],
      {},
      "green 10",
    ],
    ["a run of another branch alone", [{ ...CI, branch: "main-2" }], {}, "none"],
    ["a red run of which no branch is known", [{ ...CI, branch: null, ...red }], {}, "red: CI: failure"],
    [
      "one that was skipped, and one that is green",
      [{ ...CI, conclusion: "skipped" }, IMAGE],
      {},
      "green 20",
    ],
    ["one that was skipped alone builds nothing", [{ ...CI, conclusion: "skipped" }], {}, "none"],
    ["one that was cancelled", [{ ...CI, conclusion: "cancelled" }], {}, "red: CI: cancelled"],
    ["statuses alone, green", [], { build: "success", test: "success" }, "green"],
    ["statuses alone, one in error", [], { build: "success", test: "error" }, "red: test: error"],
    ["statuses alone, one failed", [], { build: "failure", test: "success" }, "red: build: failure"],
    ["a status that waits beside a green run", [CI], { test: "pending" }, "running: test: pending"],
    [
      "the suite's own statuses do not count",
      [CI],
      { "release/dev": "failure", "Deploy/prod": "pending", deploy: "success" },
      "green 10",
    ],
  ])("%s", (_name, runs, statuses, expected) => {
    const facts = {
      runs,
      statuses: Object.entries(statuses).map(([context, state]) => ({ context, state })),
    };
    expect(says(buildStateOf(facts, "main"))).toBe(expected);
  });
});

test.each([
  ["release/dev", true],
  ["deploy/my-app/prod", true],
  ["Release/Dev", true],
  ["release", false],
  ["prerelease/dev", false],
  ["release-notes/dev", false],
  ["ci/release/dev", false],
])("%s is about deploys: %j", (context, expected) => {
  expect(isAboutDeploys(context)).toBe(expected);
});
