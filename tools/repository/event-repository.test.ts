import { globSync, readFileSync } from "node:fs";
import { describe, expect, test } from "@jest/globals";
import { eventRepositoryProblems } from "./event-repository.ts";

const files = globSync([
  ".github/workflows/*.yml",
  "workflows-templates/*.yml",
  "examples/*/.github/workflows/*.yml",
  "actions/*/examples/*.yml",
]);

test.each(files.map((file) => [file]))("%s works without a repository in its event", (file) => {
  expect(eventRepositoryProblems(file, readFileSync(file, "utf8"))).toEqual([]);
});

const workflow = (on: string, expression: string) =>
  `on: ${on}\njobs:\n  build:\n    # Not github.event.repository.private here.\n    if: ${JSON.stringify(expression)}\n`;

describe("the check", () => {
  test.each([
    ["!github.event.repository.private"],
    ["vars.SIGN == '' && !github.event.repository.private"],
    ["github.event.repository.private == false"],
    ["(github.event.repository.fork)"],
    ["${{ github.event.repository.default_branch }}"],
  ])("refuses %j, where a schedule or a caller starts it", (expression) => {
    for (const on of ["schedule", "[push, schedule]", "{ workflow_call: {} }"])
      expect(eventRepositoryProblems("x.yml", workflow(on, expression))).toEqual([
        expect.stringMatching(/^x\.yml:5: ".*github\.event\.repository\..* has no value when/),
      ]);
    expect(eventRepositoryProblems("x.yml", workflow("[push, workflow_dispatch]", expression))).toEqual([]);
  });

  test.each([
    ["${{ github.event.repository.default_branch || github.ref_name }}"],
    ["${{ inputs.ref || github.event.repository.default_branch }}"],
    ["github.repository_id == '1'"],
  ])("takes %j", (expression) => {
    expect(eventRepositoryProblems("x.yml", workflow("[schedule, workflow_call]", expression))).toEqual([]);
  });
});
