import { describe, expect, test } from "@jest/globals";
import type { Repository } from "../../github/model.ts";
import { InvalidFileError, UnsupportedError } from "../errors.ts";
import { openWorkflow } from "./parse.ts";

const repository: Repository = {
  id: 1,
  owner: "acme",
  name: "app",
  fullName: "acme/app",
  defaultBranch: "main",
  gitDir: "",
  cloneUrl: "",
  htmlUrl: "",
  private: false,
  archived: false,
};
const parse = (content: string) =>
  openWorkflow(
    { repository, path: "w.yml", label: "w.yml", sha: "", ref: "refs/heads/main" },
    content,
  ).complete();

/** A workflow with one job of these lines. */
const job = (lines: string): string =>
  `on: push\njobs:\n  a:\n    runs-on: ubuntu-latest\n    steps: [{ run: x }]\n${lines.replaceAll(/^/gm, "    ")}`;

/** The same, and a second job of these lines. */
const two = (lines: string): string =>
  `${job("")}\n  b:\n    runs-on: x\n    steps: [{ run: x }]\n${lines.replaceAll(/^/gm, "    ")}`;

describe("what the sandbox does not know is refused with file, line and key", () => {
  test.each([
    ["container: alpine", "w.yml (Line: 6, Col: 16): the sandbox's runner does not know 'jobs.a.container'"],
    ["services: { db: { image: x } }", "'jobs.a.services'"],
    ["environment: { name: x, url: y }", "'jobs.a.environment.url'"],
    ["strategy: ${{ fromJSON('{}') }}", "'strategy' that is one expression"],
    ["cancel-timeout-minutes: 3", "'jobs.a.cancel-timeout-minutes'"],
    ["snapshot: image", "'jobs.a.snapshot'"],
  ])("%s", (lines, message) => {
    expect(() => parse(job(lines))).toThrow(UnsupportedError);
    expect(() => parse(job(lines))).toThrow(message);
  });
});

describe("what GitHub refuses is refused in its words", () => {
  test.each([
    [job("stepz: 1"), "w.yml (Line: 6, Col: 5): Unexpected value 'stepz'"],
    ["on: push", "w.yml (Line: 1, Col: 1): Required property is missing: jobs"],
    [
      job("needs: b"),
      "w.yml (Line: 3, Col: 3): The workflow must contain at least one job with no dependencies.",
    ],
    [two("needs: c"), "Job 'b' depends on unknown job 'c'."],
    [two("needs: b"), "Job 'b' depends on job 'b' which creates a cycle in the dependency graph."],
    [job("if: foo()"), "Unrecognized function: 'foo'"],
    [job("if: secrets.x"), "Unrecognized named-value: 'secrets'"],
    ["on: push\njobs:\n  a:\n    runs-on: x\n    steps: [{ run: x, uses: y }]", "Unexpected value 'uses'"],
    [
      "on: push\njobs:\n  a:\n    runs-on: x\n    steps: [{ background: true, run: x }]",
      "Unexpected value 'background'",
    ],
    [
      "on: push\njobs:\n  a:\n    runs-on: x\n    steps: [{ id: q, run: x }, { id: Q, run: x }]",
      "The identifier 'Q' may not be used more than once",
    ],
    ["on: push\njobs:\n  1a:\n    runs-on: x\n    steps: [{ run: x }]", "The identifier '1a' is invalid"],
    [
      "on: push\njobs:\n  __a:\n    runs-on: x\n    steps: [{ run: x }]",
      "IDs starting with '__' are reserved.",
    ],
    [
      "on: push\njobs:\n  a:\n    runs-on: x\n    steps: [{ uses: acme/tools }]",
      "Expected format {org}/{repo}[/path]@ref. Actual 'acme/tools'",
    ],
    [
      "on: push\njobs:\n  a:\n    runs-on: x\n    steps: [{ uses: ../x }]",
      "Expected format {org}/{repo}[/path]@ref. Actual '../x'",
    ],
    [
      "on: { push: { branches: [a], branches-ignore: [b] } }\njobs: {}",
      "you may only define one of `branches`",
    ],
    ["on: pusch\njobs: {}", "w.yml (Line: 1, Col: 5): Unexpected value 'pusch'"],
    ["on: [push\njobs: {}", "w.yml (Line: 2, Col: 1)"],
  ])("%s", (content, message) => {
    expect(() => parse(content)).toThrow(InvalidFileError);
    expect(() => parse(content)).toThrow(message);
  });
});

test("every form of `on` is read", () => {
  expect([...parse(job("").replace("on: push", "on: [push, repository_dispatch]")).on.keys()]).toEqual([
    "push",
    "repository_dispatch",
  ]);
  const on = "on: { push: { branches: main, paths: ['a/**'] }, workflow_dispatch: { inputs: { x: {} } } }";
  const workflow = parse(job("").replace("on: push", on));
  expect(workflow.on.get("push")).toMatchObject({ branches: ["main"], paths: ["a/**"] });
  expect(workflow.dispatchInputs.get("x")).toMatchObject({ type: "string", required: false });
});
