import { afterEach, beforeEach, expect, test } from "@jest/globals";
import { tokenFor } from "../github/testing.ts";
import { send } from "../http/testing.ts";
import { logOf, resultsOf, startSandbox, type Sandbox } from "./testing.ts";

let sandbox: Sandbox;

beforeEach(async () => {
  sandbox = await startSandbox();
});

afterEach(async () => {
  await sandbox.stop();
});

const on = "on: repository_dispatch\n";

const called = `
on:
  workflow_call:
    inputs:
      text: { type: string, required: true }
      count: { type: number, default: 2 }
      loud: { type: boolean }
    secrets:
      key: { required: true }
      spare: {}
    outputs:
      said: { description: x, value: "\${{ jobs.say.outputs.said }}/\${{ jobs.say.result }}" }
env: { FROM: called }
jobs:
  say:
    name: Say \${{ inputs.text }}
    runs-on: ubuntu-latest
    outputs: { said: "\${{ steps.s.outputs.said }}" }
    steps:
      - id: s
        run: |
          echo "said=\${{ inputs.text }}\${{ inputs.count }}\${{ inputs.loud }}" >> "$GITHUB_OUTPUT"
          echo "$FROM [$OUTER] \${{ github.workflow }} \${{ github.event_name }} \${{ job.workflow_file_path }} $GITHUB_WORKFLOW_REF"
          echo "keys \${{ secrets.key == 'k3y-value' }} \${{ secrets.KEY2 == '' }}"
`;

test("inputs, secrets and outputs of a called workflow, in this repository and in another", async () => {
  await sandbox.github.createRepository("acme/shared", { files: { ".github/workflows/say.yml": called } });
  await sandbox.repository({
    say: called,
    w: `name: Caller\n${on}env: { OUTER: outer }\njobs:
  here:
    uses: ./.github/workflows/say.yml
    with: { text: "\${{ github.event.client_payload.text }}", count: "\${{ fromJSON('5') }}", loud: true }
    secrets: { key: "\${{ secrets.MY_KEY }}" }
  there:
    strategy: { matrix: { t: [one, two] } }
    uses: acme/shared/.github/workflows/say.yml@main
    with: { text: "\${{ matrix.t }}" }
    secrets: { key: "\${{ secrets.MY_KEY }}" }
  after:
    needs: [here, there]
    runs-on: ubuntu-latest
    steps: [{ run: 'echo "got \${{ needs.here.outputs.said }}"' }]
`,
  });
  sandbox.runner.setSecret("acme/app", "MY_KEY", "k3y-value");
  sandbox.runner.setSecret("acme/app", "KEY2", "other-value");
  const record = await sandbox.dispatch("go", { text: "hi" });
  expect(record.annotations).toEqual([]);
  expect(resultsOf(record)).toEqual({
    "here / Say hi": "success",
    "there (one) / Say one": "success",
    "there (two) / Say two": "success",
    after: "success",
  });
  expect(logOf(record, "after")).toMatch(/^got hi5true\/success$/m);
  expect(logOf(record, "here.say")).toMatch(
    /^called \[\] Caller repository_dispatch \.github\/workflows\/say\.yml acme\/app\/\.github\/workflows\/w\.yml@refs\/heads\/main$/m,
  );
  expect(logOf(record, "here.say")).toMatch(/^keys true true$/m);
});

test("secrets: inherit passes all; permissions come from the caller and go no higher", async () => {
  await sandbox.repository({
    inner: `
on: { workflow_call: }
jobs:
  a:
    runs-on: ubuntu-latest
    permissions: { contents: read }
    steps: [{ run: 'echo "\${{ secrets.MY_KEY == ''k3y-value'' }}"' }]
  b:
    runs-on: ubuntu-latest
    steps: [{ run: "true" }]
`,
    w: `${on}permissions: { contents: write, statuses: write }\njobs:
  call:
    uses: ./.github/workflows/inner.yml
    secrets: inherit
`,
  });
  sandbox.runner.setSecret("acme/app", "MY_KEY", "k3y-value");
  const record = await sandbox.dispatch("go");
  expect(logOf(record, "call.a")).toMatch(/^true$/m);
  expect(record.jobs.map(({ id, permissions }) => [id, permissions])).toEqual([
    ["call.a", { contents: "read" }],
    ["call.b", { contents: "write", statuses: "write" }],
  ]);
});

test("a failure inside fails the call; jobs that need it see it", async () => {
  await sandbox.repository({
    inner: `on: { workflow_call: }\njobs: { a: { runs-on: ubuntu-latest, steps: [{ run: exit 1 }] } }`,
    w: `${on}jobs:
  call: { uses: ./.github/workflows/inner.yml }
  after: { needs: call, runs-on: ubuntu-latest, steps: [{ run: "true" }] }
  rescue: { needs: call, if: "failure() && needs.call.result == 'failure'", runs-on: ubuntu-latest, steps: [{ run: "true" }] }
`,
  });
  const record = await sandbox.dispatch("go");
  expect(resultsOf(record)).toEqual({ "call / a": "failure", after: "skipped", rescue: "success" });
});

const none = "on: { workflow_call: }\njobs: { a: { runs-on: ubuntu-latest, steps: [{ run: x }] } }";
const say = "uses: ./.github/workflows/say.yml";

test.each([
  ["uses: ./.github/workflows/gone.yml", none, "workflow was not found"],
  ["uses: ./other/inner.yml", none, "references to workflows must be rooted in '.github/workflows'"],
  [
    "uses: acme/none/.github/workflows/x.yml@v1",
    none,
    'called workflow "acme/none/.github/workflows/x.yml@v1": workflow was not found',
  ],
  ["uses: acme/closed/.github/workflows/x.yml@main", none, "workflow was not found"],
  ["uses: acme/app/.github/workflows/inner.yml@v9", none, "workflow was not found"],
  [
    "uses: ./.github/workflows/w.yml",
    none,
    "(Line: 4, Col: 11): workflow_call key is not defined in the referenced workflow.",
  ],
  [
    "uses: ./.github/workflows/inner.yml",
    none.replace("steps", "stepz"),
    "In .github/workflows/w.yml (Line: 4, Col: 11): Error from called workflow acme/app/.github/workflows/inner.yml@",
  ],
  [
    "uses: ./.github/workflows/inner.yml",
    none.replace("steps", "permissions: { contents: write, issues: read }, steps"),
    "The nested job 'a' is requesting 'contents: write, issues: read', but is only allowed 'contents: read, issues: none'.",
  ],
  [
    "uses: ./.github/workflows/inner.yml",
    `permissions: { contents: write }\n${none}`,
    "The workflow is requesting 'contents: write', but is only allowed 'contents: read'.",
  ],
  [
    "uses: ./.github/workflows/inner.yml",
    "on: { workflow_call: }\njobs: { again: { uses: ./.github/workflows/inner.yml } }",
    "Nested reusable workflow depth exceeded 9.",
  ],
  [
    `${say}\n    with: { text: 1, nope: 1 }`,
    none,
    "(Line: 5, Col: 28): Invalid input, nope is not defined in the referenced workflow.",
  ],
  [
    `${say}\n    with: { count: 1 }`,
    none,
    "(Line: 4, Col: 11): Input text is required, but not provided while calling.",
  ],
  [
    `${say}\n    with: { text: x, count: many }`,
    none,
    ".github/workflows/w.yml (Line: 5, Col: 29): Unexpected value 'many'",
  ],
  [`${say}\n    with: { text: x }`, none, "Secret key is required, but not provided while calling."],
  [
    `${say}\n    with: { text: x }\n    secrets: { key: x, other: y }`,
    none,
    "Invalid secret, other is not defined in the referenced workflow.",
  ],
])("%s fails the run before anything runs, case %#", async (uses, inner, message) => {
  await sandbox.github.createRepository("acme/closed", {
    private: true,
    files: { ".github/workflows/x.yml": none },
  });
  await sandbox.repository({ inner, say: called, w: `${on}jobs:\n  call:\n    ${uses}` });
  const record = await sandbox.dispatch("go");
  expect(record.run.conclusion).toBe("failure");
  expect(record.jobs).toEqual([]);
  expect(record.annotations[0]?.message).toContain(message);
});

test("a value of the wrong type, known only at run time, fails the call", async () => {
  await sandbox.repository({
    say: called,
    w: `${on}jobs:\n  call:\n    ${say}\n    with: { text: x, count: "\${{ github.actor }}" }\n    secrets: { key: k }`,
  });
  const record = await sandbox.dispatch("go");
  expect(record.run.conclusion).toBe("failure");
  expect(record.jobs[0]?.annotations[0]?.message).toBe(
    "Error when evaluating 'with' for job 'call'. .github/workflows/w.yml (Line: 5, Col: 29): Unexpected value 'octocat'",
  );
});

test("a private repository's workflows and actions can be used if it shares them", async () => {
  await sandbox.github.createRepository("acme/closed", {
    private: true,
    files: {
      ".github/workflows/x.yml": none.replace("run: x", "run: 'true'"),
      "action.yml":
        "name: x\ndescription: x\nruns: { using: composite, steps: [{ run: 'true', shell: bash }] }",
    },
  });
  const w = `${on}jobs:
  call: { uses: acme/closed/.github/workflows/x.yml@main }
  use: { runs-on: ubuntu-latest, steps: [{ uses: acme/closed@main }] }
`;
  await sandbox.github.createRepository("acme/app", {
    private: true,
    files: { ".github/workflows/w.yml": w },
  });
  expect((await sandbox.dispatch("go")).run.conclusion).toBe("failure");
  const { status } = await send(`${sandbox.github.apiUrl}/repos/acme/closed/actions/permissions/access`, {
    method: "PUT",
    token: tokenFor(sandbox.github, ["acme/closed"], { administration: "write" }),
    body: { access_level: "organization" },
  });
  expect(status).toBe(204);
  expect(resultsOf(await sandbox.dispatch("go"))).toEqual({ "call / a": "success", use: "success" });
});

test("a variable set over REST", async () => {
  await sandbox.repository({
    w: `${on}jobs: { a: { runs-on: ubuntu-latest, steps: [{ run: "echo said \${{ vars.GREETING }}" }] } }`,
  });
  const { status } = await send(`${sandbox.github.apiUrl}/repos/acme/app/actions/variables`, {
    method: "POST",
    token: tokenFor(sandbox.github, ["acme/app"], { variables: "write" }),
    body: { name: "greeting", value: "hello" },
  });
  expect(status).toBe(201);
  expect(logOf(await sandbox.dispatch("go"), "a")).toMatch(/^said hello$/m);
});

test("a caller can pass on its token as a secret", async () => {
  await sandbox.repository({
    inner: `
on: { workflow_call: { secrets: { token: { required: true } } } }
jobs:
  a:
    runs-on: ubuntu-latest
    steps:
      - run: |
          curl -s -o /dev/null -w "%{http_code}" -H "Authorization: Bearer \${{ secrets.token }}" "$GITHUB_API_URL/repos/acme/app"; echo
`,
    w: `${on}jobs:\n  call:\n    uses: ./.github/workflows/inner.yml\n    secrets: { token: "\${{ secrets.GITHUB_TOKEN }}" }`,
  });
  const record = await sandbox.dispatch("go");
  expect(logOf(record, "call.a")).toMatch(/^200$/m);
});
