import { describe, expect, test } from "@jest/globals";
import { globSync, readFileSync } from "node:fs";
import { forkCodeProblems } from "./fork-code.ts";

const files = globSync([
  ".github/workflows/*.yml",
  "workflows-templates/*.yml",
  "examples/*/.github/workflows/*.yml",
  "actions/*/examples/*.yml",
]);

test("some workflow here checks a pull request's head out", () => {
  const heads = files.filter((file) => readFileSync(file, "utf8").includes("pull_request.head.sha"));
  expect(heads).toContain(".github/workflows/release-data-prep.yml");
});

test.each(files.map((file) => [file]))("%s runs no fork's code with a token that writes", (file) => {
  expect(forkCodeProblems(file, readFileSync(file, "utf8"))).toEqual([]);
});

const OWN = "github.event.pull_request.head.repo.full_name == github.repository";
const workflow = (
  condition: string,
  permissions = "{ contents: read, statuses: write }",
  ref = "head.sha",
) => `
jobs:
  build:
    if: ${JSON.stringify(condition)}
    permissions: ${permissions}
    steps:
      - uses: actions/checkout@v5
        with: { ref: "\${{ github.event.pull_request.${ref} || github.sha }}" }
      - run: make
`;

describe("the check", () => {
  test.each([
    [OWN],
    [`always() && ${OWN}`],
    [`!github.event.pull_request || ${OWN}`],
    ["github.event_name == 'push'"],
    ["${{ !github.event.pull_request }}"],
  ])("takes %j", (condition) => {
    expect(forkCodeProblems("x.yml", workflow(condition))).toEqual([]);
  });

  test.each([
    ["always()", 4],
    ["inputs.result == ''", 4],
    // What guarded one event's name alone.
    [`github.event_name != 'pull_request' || ${OWN}`, 3],
    ["github.event_name != 'pull_request_target'", 3],
    [`${OWN} || github.event.action == 'opened'`, 4],
  ])("refuses %j", (condition, events) => {
    expect(forkCodeProblems("x.yml", workflow(condition))).toHaveLength(events);
  });

  test.each([
    ["{ contents: read }", 0],
    ["read-all", 0],
    ["{}", 0],
    ["write-all", 4],
    ["{ contents: read, deployments: write }", 4],
  ])("of the permissions %s", (permissions, events) => {
    expect(forkCodeProblems("x.yml", workflow("always()", permissions))).toHaveLength(events);
  });

  test.each([["merge_commit_sha"], ["head.ref"]])("of %s", (ref) => {
    expect(forkCodeProblems("x.yml", workflow("always()", "write-all", ref))).toHaveLength(4);
  });
});
