import { readFileSync } from "node:fs";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { startSandbox, type Sandbox } from "@release-channels/sandbox";
import { parse } from "yaml";

const WORKFLOW = readFileSync(".github/workflows/validate-database.yml", "utf8");
const TRIGGER = 'on:\n  pull_request:\n    paths: ["db/**"]\n';
const ACTION = ["action.yml", "dist/index.js", "dist/package.json"].map(
  (file) => `actions/validate-database/${file}`,
);

let sandbox: Sandbox;

beforeAll(async () => {
  sandbox = await startSandbox();
});

afterAll(() => sandbox.stop());

test("the workflow listens to pull requests that change db, and may only read", () => {
  const { on, permissions, jobs } = parse(WORKFLOW) as {
    on: object;
    permissions: object;
    jobs: { validate: { permissions: object } };
  };
  expect(on).toEqual({ pull_request: { paths: ["db/**"] } });
  expect(permissions).toEqual({});
  expect(jobs.validate.permissions).toEqual({ contents: "read" });
});

test("its job finds the checked-out files, and annotates the line", async () => {
  // The sandbox's GitHub has no pull requests: the same job, started by an event that it has.
  expect(WORKFLOW).toContain(TRIGGER);
  const workflow = WORKFLOW.replace(TRIGGER, "on:\n  repository_dispatch:\n    types: [validate]\n");
  const files = Object.fromEntries(ACTION.map((path) => [path, readFileSync(path, "utf8")]));
  await sandbox.repository(
    { "validate-database": workflow },
    { ...files, "db/db.json": '{\n  "version": 1,\n  "releases": {}\n}\n' },
  );
  const { run, jobs } = await sandbox.dispatch("validate");
  expect(run.conclusion).toBe("failure");
  expect(jobs[0]?.log).toContain("db/db.json:3:15: releases is {}, but must be a list of releases");
});
