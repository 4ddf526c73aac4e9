import { execFile } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterEach, beforeEach, expect, test } from "@jest/globals";
import { logOf, startSandbox, type Sandbox } from "./testing.ts";

const run = promisify(execFile);
let sandbox: Sandbox;
let clone: string;

beforeEach(async () => {
  sandbox = await startSandbox();
  clone = await mkdtemp(join(tmpdir(), "clone-"));
});

afterEach(async () => {
  await sandbox.stop();
  await rm(clone, { recursive: true, force: true });
});

async function git(...args: readonly string[]): Promise<string> {
  const identity = ["-c", "user.name=Octo Cat", "-c", "user.email=octocat@example.com"];
  const { stdout } = await run("git", [...identity, ...args], { cwd: clone });
  return stdout.trim();
}

async function cloneRepository(): Promise<void> {
  const { github } = sandbox;
  const token = github.createToken({
    actor: "octocat",
    kind: "pat",
    repositories: ["acme/app"],
    permissions: { contents: "write", actions: "write", workflows: "write" },
  });
  const url = github.repository("acme/app").cloneUrl.replace("://", `://x-access-token:${token}@`);
  await git("clone", "--quiet", url, ".");
}

async function commit(path: string, message: string): Promise<void> {
  await writeFile(join(clone, path), `${Math.random()}\n`);
  await git("add", ".");
  await git("commit", "--quiet", "-m", message);
}

const titles = (): readonly string[] => sandbox.runner.runs.map(({ run }) => run.displayTitle).toSorted();

const workflow = (name: string, on: string): string =>
  `run-name: ${name} \${{ github.ref_type }} \${{ github.ref_name }}\non: ${on}\njobs: { a: { runs-on: ubuntu-latest, steps: [{ run: "true" }] } }`;

test("pushes of branches, paths and tags start what listens for them, as the pushed commit has it", async () => {
  await sandbox.repository({
    any: workflow("any", "push"),
    main: workflow("main", "{ push: { branches: [main] } }"),
    docs: workflow("docs", "{ push: { paths: ['*.md'] } }"),
    tags: workflow("tags", "{ push: { tags: ['v*'] } }"),
  });
  await cloneRepository();
  await commit("a.txt", "One");
  await git("push", "--quiet", "origin", "HEAD:main");
  await sandbox.runner.idle();
  expect(titles()).toEqual(["any branch main", "main branch main"]);

  await git("checkout", "--quiet", "-b", "feature/x");
  await commit("b.txt", "Two");
  await commit("c.md", "Three");
  await git("push", "--quiet", "origin", "feature/x");
  await sandbox.runner.idle();
  expect(titles().slice(1)).toEqual(["any branch main", "docs branch feature/x", "main branch main"]);

  await git("tag", "v1");
  await git("push", "--quiet", "origin", "v1");
  await sandbox.runner.idle();
  expect(titles().filter((title) => title.includes(" tag "))).toEqual([
    "any tag v1",
    "docs tag v1",
    "tags tag v1",
  ]);

  const before = titles().length;
  await commit("d.txt", "Four [skip ci]");
  await git("push", "--quiet", "origin", "feature/x");
  await sandbox.runner.idle();
  expect(titles()).toHaveLength(before);
});

test("a push with a job's own token starts nothing", async () => {
  await sandbox.repository({
    w: `run-name: "\${{ github.event.head_commit.message }}"
on: push
permissions: { contents: write }
jobs:
  a:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v5
      - run: |
          git config user.name bot; git config user.email bot@example.com
          echo x > by-job.txt; git add .; git commit -q -m "By the job"; git push -q
`,
  });
  await cloneRepository();
  await commit("a.txt", "By hand");
  await git("push", "--quiet", "origin", "HEAD:main");
  await sandbox.runner.idle();
  expect(sandbox.runner.runs.map(({ run }) => [run.displayTitle, run.conclusion])).toEqual([
    ["By hand", "success"],
  ]);
  await git("pull", "--quiet");
  expect(await git("log", "-1", "--format=%s")).toBe("By the job");
});

test("workflow_dispatch: inputs with their types, as text in the event", async () => {
  await sandbox.repository({
    w: `run-name: For \${{ inputs.who }}
on:
  workflow_dispatch:
    inputs:
      who: { required: true }
      loud: { type: boolean, default: true }
      level: { type: choice, options: [low, high], default: low }
      count: { type: number }
jobs:
  a:
    runs-on: ubuntu-latest
    steps:
      - run: echo '\${{ toJSON(inputs) }} \${{ toJSON(github.event.inputs) }}'
      - if: inputs.loud
        run: echo LOUD
`,
  });
  const { github, runner } = sandbox;
  const token = github.createToken({
    actor: "octocat",
    kind: "pat",
    repositories: ["acme/app"],
    permissions: { actions: "write" },
  });
  const answer = await fetch(`${github.apiUrl}/repos/acme/app/actions/workflows/w.yml/dispatches`, {
    method: "POST",
    headers: { authorization: `Bearer ${token}` },
    body: JSON.stringify({ ref: "main", inputs: { who: "bob", count: "3" } }),
  });
  expect([200, 204]).toContain(answer.status);
  await runner.idle();
  const [record] = runner.runs;
  expect(record?.run.displayTitle).toBe("For bob");
  const log = logOf(record!, "a").replaceAll(/\s+/g, " ");
  expect(log).toContain('{ "who": "bob", "loud": true, "level": "low", "count": 3 }');
  expect(log).toContain('{ "who": "bob", "loud": "true", "level": "low", "count": "3" }');
  expect(log).toContain(" LOUD ");
});

test("workflow_run follows a run, three deep and no deeper", async () => {
  await sandbox.repository({
    ci: "name: CI\non: repository_dispatch\njobs: { a: { runs-on: ubuntu-latest, steps: [{ run: exit 1 }] } }",
    after: `
name: After
run-name: After \${{ github.event.workflow_run.name }} \${{ github.event.workflow_run.conclusion }}
on: { workflow_run: { workflows: [CI, After], types: [completed] } }
jobs: { a: { runs-on: ubuntu-latest, steps: [{ run: "true" }] } }
`,
    started: `
name: Started
on: { workflow_run: { workflows: [CI], types: [requested, in_progress] } }
jobs: { a: { runs-on: ubuntu-latest, steps: [{ run: "true" }] } }
`,
  });
  await sandbox.send("go");
  await sandbox.runner.idle();
  expect(titles()).toEqual([
    "After After success",
    "After After success",
    "After CI failure",
    "Started",
    "Started",
    "go",
  ]);
});
