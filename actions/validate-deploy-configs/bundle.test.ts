import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { startGitHub, type GitHub } from "@release-channels/sandbox";
import { runStep } from "../../tools/testing/run-step.ts";

let github: GitHub;
let directory: string;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), "validate-deploy-configs-"));
  github = await startGitHub({ directory });
});

afterAll(async () => {
  await github.close();
  await rm(directory, { recursive: true });
});

const validate = (workspace: Record<string, string>) =>
  runStep({
    action: "actions/validate-deploy-configs",
    github,
    repository: "acme/my-app",
    event: { name: "pull_request", payload: {} },
    workspace,
  });

const config = (name: string, more = ""): string =>
  `version: 1\nname: ${name}\nchannels:\n  dev: { track: main, autodeploy: [config] }\n${more}`;

describe("deploy configs that are valid", () => {
  test("are listed, and nothing is asked of GitHub", async () => {
    const result = await validate({
      ".deploy/my-app.yaml": config("my-app", "specs: [k8s/*.yaml]\n"),
      ".deploy/my-jobs.yml": config("my-jobs"),
      "k8s/app.yaml": "kind: Deployment\n",
    });
    expect([result.exitCode, result.annotations]).toEqual([0, []]);
    expect(result.outputs).toEqual({ valid: "true", problems: "[]" });
    for (const line of [
      "The deploy configs are valid",
      ".deploy/my-app.yaml: checked",
      ".deploy/my-jobs.yml: checked",
    ])
      expect(result.summary).toContain(line);
    expect(github.requests).toEqual([]);
  });

  test("may be none", async () => {
    const result = await validate({ "README.md": "" });
    expect([result.exitCode, result.outputs["valid"]]).toEqual([0, "true"]);
    expect(result.summary).toContain("There are no deploy configs: .deploy has no &lt;name&gt;.yaml.");
  });
});

describe("a problem is annotated on its line, and fails:", () => {
  test.each<[string, Record<string, string>, string, number, number, string]>([
    [
      "no YAML",
      { ".deploy/my-app.yaml": "version: 1\nname: [\n" },
      ".deploy/my-app.yaml",
      3,
      1,
      "not YAML: ",
    ],
    [
      "an unknown field",
      { ".deploy/my-app.yaml": config("my-app", "team: payments\nchanels: {}\n") },
      ".deploy/my-app.yaml",
      6,
      1,
      "chanels is unknown",
    ],
    [
      "another name than the file's",
      { ".deploy/my-app.yaml": config("my-api") },
      ".deploy/my-app.yaml",
      2,
      7,
      "name is my-api, but the file is my-app.yaml",
    ],
    [
      "manifests that are not there",
      {
        ".deploy/my-app.yaml": config("my-app", "specs: [k8s/*.yaml, deploy/*.yaml]\n"),
        "k8s/app.yaml": "kind: Deployment\n",
      },
      ".deploy/my-app.yaml",
      5,
      21,
      "specs[1] is deploy/*.yaml, which matches no file of this commit",
    ],
    [
      "a name that stands twice",
      { ".deploy/my-app.yaml": config("my-app"), ".deploy/my-app.yml": config("my-app") },
      ".deploy/my-app.yml",
      2,
      7,
      "name is my-app, as in .deploy/my-app.yaml: keep one of the two files",
    ],
  ])("%s", async (_what, workspace, path, line, column, message) => {
    const result = await validate(workspace);
    expect(result.exitCode).toBe(1);
    expect(result.annotations).toEqual([
      {
        level: "error",
        title: "Invalid",
        file: path,
        line,
        column,
        message: expect.stringContaining(`${path}:${line}:${column}: ${message}`),
      },
    ]);
    expect(result.outputs["valid"]).toBe("false");
    expect(JSON.parse(result.outputs["problems"]!)).toMatchObject([
      { level: "error", file: path, line, column },
    ]);
    expect(result.summary).toContain("1 error, 0 warnings");
  });
});

test("All problems of all configs are told at once", async () => {
  const { annotations } = await validate({
    ".deploy/a.yaml": "version: 2\nname: a\n",
    ".deploy/b.yaml": config("b", "specs: [nothing/*]\n"),
    ".deploy/c.yaml": config("c"),
  });
  expect(annotations.map(({ file, message }) => [file, message.replace(/^\S+ /, "").split(",")[0]])).toEqual([
    [".deploy/a.yaml", "it lacks channels"],
    [".deploy/a.yaml", "version is 2"],
    [".deploy/b.yaml", "specs[0] is nothing/*"],
  ]);
});

test("A file that nobody reads is a warning", async () => {
  const result = await validate({ ".deploy/my-app.yaml": config("my-app"), ".deploy/my-api.json": "{}" });
  expect([result.exitCode, result.outputs["valid"]]).toEqual([0, "true"]);
  expect(result.annotations).toMatchObject([
    {
      level: "warning",
      message:
        ".deploy/my-api.json: it is not called <name>.yaml, so that nobody reads it as a deploy config",
    },
  ]);
});
