import { afterAll, beforeAll, expect, test } from "@jest/globals";
import type { JobRecord } from "./records.ts";
import { startSandbox, type Sandbox } from "./testing.ts";

/** A JavaScript action that logs its stage, input, state and status. */
const teller = (more = ""): Readonly<Record<string, string>> => ({
  "action.yml": `
name: Teller
description: Tells.
inputs:
  who: { default: world, description: x }
  my name: { description: x }
  with-dash: { description: x, default: dash }
  status: { default: "\${{ job.status }}", description: x }
  old: { description: x, deprecationMessage: use who }
outputs: { told: { description: x } }
runs: { using: node24, main: main.cjs, post: post.cjs ${more} }
`,
  "main.cjs": `
const fs = require("node:fs");
const e = process.env;
console.log("main", e.INPUT_WHO, e.INPUT_STATUS, JSON.stringify(e.INPUT_MY_NAME), e["INPUT_WITH-DASH"], e.GITHUB_ACTION, "[" + e.GITHUB_ACTION_REPOSITORY + "]");
fs.appendFileSync(e.GITHUB_OUTPUT, "told=" + e.INPUT_WHO + "\\n");
fs.appendFileSync(e.GITHUB_STATE, "who=" + e.INPUT_WHO + "\\n");
if (e.INPUT_WHO === "nobody") { console.log("::error::nobody there"); process.exitCode = 1; }
`,
  "post.cjs": `console.log("post", process.env.STATE_who, process.env.INPUT_STATUS, process.env.STATE_pre || "-");`,
  "pre.cjs": `
console.log("pre", process.env.INPUT_WHO);
require("node:fs").appendFileSync(process.env.GITHUB_STATE, "pre=seen\\n");
`,
});

const under = (folder: string, files: Readonly<Record<string, string>>): Readonly<Record<string, string>> =>
  Object.fromEntries(Object.entries(files).map(([path, text]) => [`${folder}/${path}`, text]));

let sandbox: Sandbox;
let count = 0;

beforeAll(async () => {
  sandbox = await startSandbox();
  await sandbox.github.createRepository("acme/tools", {
    files: {
      ...under(
        "teller",
        teller(", pre: pre.cjs, pre-if: runner.os == 'Linux', post-if: success() || failure()"),
      ),
      ...under("wrap", {
        "action.yml": `
name: Wrap
description: x
inputs: { who: { required: true, description: x }, fail: { default: "false", description: x } }
outputs: { told: { description: x, value: "\${{ steps.t.outputs.told }}!" } }
runs:
  using: composite
  steps:
    - shell: bash
      run: echo "path=$(basename "$GITHUB_ACTION_PATH") \${{ inputs.who }} [$OUTER] [$INPUT_WHO]"; echo "INNER=set" >> "$GITHUB_ENV"
    - id: t
      uses: ./local
      with: { who: "\${{ inputs.who }}" }
    - if: inputs.fail == 'true'
      shell: bash
      run: exit 7
    - shell: bash
      run: echo "after $INNER"
    - if: failure()
      shell: bash
      run: echo "cleaning \${{ job.status }}"
`,
      }),
    },
  });
});

afterAll(async () => {
  await sandbox.stop();
});

async function runSteps(steps: string, files: Readonly<Record<string, string>> = {}): Promise<JobRecord> {
  const name = `actions/r${++count}`;
  const workflow = `on: repository_dispatch\njobs:\n  a:\n    runs-on: ubuntu-latest\n    steps:\n${steps.trim().replaceAll(/^/gm, "      ")}\n`;
  const { github, runner } = sandbox;
  await github.createRepository(name, { files: { ".github/workflows/w.yml": workflow, ...files } });
  const token = github.createToken({
    actor: "octocat",
    kind: "pat",
    repositories: [name],
    permissions: { contents: "write" },
  });
  await fetch(`${github.apiUrl}/repos/${name}/dispatches`, {
    method: "POST",
    headers: { authorization: `Bearer ${token}` },
    body: JSON.stringify({ event_type: "go" }),
  });
  await runner.idle();
  const job = runner.runs.find(({ run }) => run.repository.fullName === name)?.jobs[0];
  if (job === undefined) throw new Error("no job ran");
  return job;
}

const linesOf = (job: JobRecord, start: string): readonly string[] =>
  job.log.split("\n").filter((line) => line.startsWith(start));

test("a local action: inputs, defaults, outputs, state, and the final status in post", async () => {
  const job = await runSteps(
    `
- uses: actions/checkout@v5
- id: t
  uses: ./local
  with: { Who: bob, my name: x, extra: 1, old: y }
- run: echo "told \${{ steps.t.outputs.told }}"; exit 1
`,
    under("local", teller()),
  );
  expect(linesOf(job, "main")).toEqual(['main bob success "x" dash t []']);
  expect(linesOf(job, "told")).toEqual(["told bob"]);
  expect(linesOf(job, "post")).toEqual(["post bob failure -"]);
  expect(job.steps.map(({ name }) => name)).toEqual([
    "Set up job",
    "Run actions/checkout@v5",
    "Run ./local",
    'Run echo "told bob"; exit 1',
    "Post Run ./local",
    "Post Run actions/checkout@v5",
  ]);
  expect(job.annotations.map(({ message }) => message)).toEqual([
    "Input 'old' has been deprecated with message: use who",
    "Unexpected input(s) 'extra', valid inputs are ['who', 'my name', 'with-dash', 'status', 'old']",
    "Process completed with exit code 1.",
  ]);
});

test("a remote action: pre first, its state, the post condition; posts in reverse order", async () => {
  const job = await runSteps(`
- name: First
  uses: acme/tools/teller@main
- name: Second
  if: always()
  uses: acme/tools/teller@main
  with: { who: nobody }
- name: Never
  uses: acme/tools/teller@main
`);
  expect(linesOf(job, "pre")).toEqual(["pre world", "pre nobody", "pre world"]);
  expect(linesOf(job, "main")).toEqual([
    'main world success "" dash __acme_tools [acme/tools]',
    'main nobody success "" dash __acme_tools_2 [acme/tools]',
  ]);
  expect(job.steps.slice(1).map(({ name, conclusion }) => [name, conclusion])).toEqual([
    ["Pre First", "success"],
    ["Pre Second", "success"],
    ["Pre Never", "success"],
    ["First", "success"],
    ["Second", "failure"],
    ["Never", "skipped"],
    ["Post Never", "success"],
    ["Post Second", "success"],
    ["Post First", "success"],
  ]);
  expect(linesOf(job, "post").at(-1)).toBe("post world failure seen");
  expect(job.annotations.map(({ message }) => message)).toEqual(["nobody there"]);
});

test("a composite action: its own steps, inputs and status; nested actions and their posts", async () => {
  const files = under("local", teller());
  const job = await runSteps(
    `
- uses: actions/checkout@v5
- id: w
  uses: acme/tools/wrap@main
  env: { OUTER: out }
  with: { who: ann }
- run: echo "got \${{ steps.w.outputs.told }} \${{ steps.t.outcome }} $INNER"
`,
    files,
  );
  expect(linesOf(job, "path=")).toEqual(["path=wrap ann [out] []"]);
  expect(linesOf(job, "main")).toEqual(['main ann success "" dash t []']);
  expect(linesOf(job, "after")).toEqual(["after set"]);
  expect(linesOf(job, "cleaning")).toEqual([]);
  expect(linesOf(job, "got")).toEqual(["got ann!  set"]);
  expect(linesOf(job, "post")).toEqual(["post ann success -"]);
  const failed = await runSteps(
    `
- uses: actions/checkout@v5
- uses: acme/tools/wrap@main
  with: { who: ann, fail: true }
`,
    files,
  );
  expect(failed.result).toBe("failure");
  expect(linesOf(failed, "after")).toEqual([]);
  expect(linesOf(failed, "cleaning")).toEqual(["cleaning success"]);
});

test("$/ is the workflow file's own commit, without a checkout", async () => {
  const job = await runSteps(`- uses: $/local\n  with: { who: self }`, under("local", teller()));
  expect(linesOf(job, "main")[0]).toMatch(/^main self success "" dash __self \[actions\/r\d+\]$/);
});

test.each([
  ["acme/tools/teller@v9", "Unable to resolve action `acme/tools/teller@v9`, unable to find version `v9`"],
  ["nobody/nothing@v1", "Unable to resolve action `nobody/nothing@v1`, repository not found"],
  ["acme/tools/none@main", "Can't find 'action.yml', 'action.yaml' or 'Dockerfile' under"],
  ["./gone", "Did you forget to run actions/checkout before running your local action?"],
])("%s is not found", async (uses, message) => {
  const job = await runSteps(`- { if: success(), uses: ${uses} }`);
  expect(job.result).toBe("failure");
  expect(job.annotations[0]?.message).toContain(message);
});

test.each([
  ["docker://alpine", {}, "does not know 'uses: docker://alpine'"],
  [
    "$/old",
    { "old/action.yml": "name: x\ndescription: x\nruns: { using: node16, main: x.js }" },
    "'using: node16'",
  ],
  [
    "$/box",
    { "box/action.yml": "name: x\ndescription: x\nruns: { using: docker, image: Dockerfile }" },
    "'using: docker'",
  ],
])("%s is refused, and idle() says so", async (uses, files, message) => {
  await expect(runSteps(`- uses: ${uses}`, files)).rejects.toThrow(message);
  expect(sandbox.runner.runs.at(-1)?.run.conclusion).toBe("failure");
});
