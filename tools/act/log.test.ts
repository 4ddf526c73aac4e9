import { describe, expect, test } from "@jest/globals";
import { actLogText, readActLog, withSecrets } from "./log.ts";
import { neutral } from "./outcome.ts";
import { isStartedBy, readWorkflowFacts } from "./workflow-file.ts";

const none = { outputs: {}, scripts: [] };
const outputs = {
  commit_sha: "${{ steps.write.outputs.commit-sha }}",
  image: "${{ steps.write.outputs.name }}:v1",
};
const jobs = new Map([
  ["update", { ...none, outputs }],
  ["publish", none],
]);
const skipped = { result: "skipped", outputs: {}, steps: [], annotations: [], summary: "" };
const lines = (...entries: object[]): readonly string[] => [
  ...entries.map((entry) => JSON.stringify({ jobID: "update", ...entry })),
  "",
];
const write = { step: "Write", stepID: ["write"], stage: "Main" };

describe("act's log", () => {
  test("gives results, outputs, steps, annotations and summaries", () => {
    const log = lines(
      { step: "Set up job", stepResult: "success" },
      { ...write, command: "set-output", name: "commit-sha", arg: "abc" },
      { ...write, command: "set-output", name: "name", arg: "app" },
      { ...write, command: "notice", arg: "late", kvPairs: { title: "Superseded" } },
      { ...write, command: "warning", arg: "slow", kvPairs: {} },
      { ...write, command: "summary", content: "# Done" },
      { ...write, stepResult: "failure" },
      { ...write, step: "Report", stepResult: "skipped" },
      { ...write, step: "Check out", stage: "Post", stepResult: "success" },
      { jobResult: "failure" },
    );
    expect(readActLog(log, { jobs })).toEqual({
      update: {
        result: "failure",
        outputs: { commit_sha: "abc", image: "app:v1" },
        steps: ["Write: failure", "Post Check out: success"],
        annotations: ["notice (Superseded): late", "warning: slow"],
        summary: "# Done",
      },
      publish: skipped,
    });
  });

  test("names a called workflow's jobs after their caller", () => {
    const called = { name: "Data prep", jobs };
    const log = [
      { jobID: "call", job: "Release/call", msg: "calls" },
      { jobID: "update", job: "call/Data prep/Update  ", jobResult: "success" },
      { jobID: "last", job: "Release/last", jobResult: "success" },
    ].map((entry) => JSON.stringify(entry));
    const own = new Map([["last", none]]);
    const trace = readActLog(log, { jobs: own }, new Map(["call", "other"].map((id) => [id, called])));
    expect(Object.entries(trace).map(([id, { result }]) => [id, result])).toEqual([
      ["last", "success"],
      ["call.update", "success"],
      ["call.publish", "skipped"],
      ["other", "skipped"],
    ]);
  });

  test("gives a script's exit code in the words of GitHub's runner, but not an action's", () => {
    const log = ["0", "write"].map((id) => ({ stepID: [id], level: "error", msg: "exit status 3" }));
    const scripts = new Map([["update", { ...none, scripts: ["0"] }]]);
    expect(readActLog(lines(...log), { jobs: scripts })["update"]?.annotations).toEqual([
      "error: Process completed with exit code 3.",
    ]);
  });

  test("leaves out empty outputs, as GitHub does", () => {
    const log = lines(
      { ...write, command: "set-output", name: "commit-sha", arg: "" },
      { jobResult: "success" },
    );
    expect(readActLog(log, { jobs })["update"]?.outputs).toEqual({ image: ":v1" });
  });

  test("is shown without what act hides", () => {
    expect(actLogText(lines({ msg: "  ⚙  ***\n", command: "add-mask", arg: "secret" }))).toBe(
      "update:   ⚙  ***",
    );
  });

  test("refuses what it would have to guess", () => {
    const log = lines({ jobResult: "success" });
    const guessed = new Map([["update", { ...none, outputs: { sha: "${{ github.sha }}" } }]]);
    expect(() => readActLog(log, { jobs: guessed })).toThrow(
      "the output sha is not made of steps' outputs: ${{ github.sha }}",
    );
    expect(() => readActLog(log, { jobs: new Map() })).toThrow("act ran the job update of a called workflow");
  });
});

test("reads a workflow file's events, permissions and actions", () => {
  const facts = readWorkflowFacts(`
name: Update
on: { repository_dispatch: { types: [x] }, workflow_dispatch: {} }
jobs:
  one:
    permissions: { contents: write, actions: read }
    steps: [{ uses: actions/checkout@abc }, { uses: ./actions/x }, { run: "true" }]
  two:
    permissions: { contents: read }
    steps: [{ uses: acme/tools/x@v1 }]
  three:
    permissions: { packages: write }
    uses: ./.github/workflows/publish.yml
  four:
    permissions: { statuses: write }
    uses: acme/tools/.github/workflows/x.yml@v1
`);
  expect(facts.permissions).toEqual({ contents: "write", actions: "read", statuses: "write" });
  expect(facts.uses).toEqual(["actions/checkout@abc", "acme/tools/x@v1"]);
  expect([...facts.calls]).toEqual([["four", "acme/tools/.github/workflows/x.yml@v1"]]);
  expect([...facts.jobs]).toEqual([
    ["one", { outputs: {}, scripts: ["2"] }],
    ["two", none],
    ["three", none],
  ]);
});

test.each([
  ["push", "refs/heads/main", {}, true],
  ["push", "refs/heads/other", {}, false],
  ["pull_request", "refs/pull/1/merge", { action: "closed", pull_request: { base: { ref: "main" } } }, true],
  [
    "pull_request",
    "refs/pull/1/merge",
    { action: "labeled", pull_request: { base: { ref: "main" } } },
    false,
  ],
  ["workflow_dispatch", "refs/heads/main", {}, true],
  ["issues", "refs/heads/main", {}, false],
])("%s of %s with %j starts it: %j", (name, ref, payload, starts) => {
  const on = { push: { branches: ["main"] }, pull_request: { types: ["closed"] }, workflow_dispatch: null };
  expect(isStartedBy({ on }, { name, ref, payload })).toBe(starts);
});

test("refuses a branch pattern", () => {
  const on = { push: { branches: ["release/*"] } };
  expect(() => isStartedBy({ on }, { name: "push", ref: "refs/heads/main", payload: {} })).toThrow(
    "the branch pattern release/* is not supported here",
  );
});

test("makes two sides' addresses, commits, ids and times alike", () => {
  const commit = "8ad9c2f6a102ee3d6b8cb05cf7cd1b6ef1063861";
  const text = `http://127.0.0.1:1/c/${commit} (8ad9c2f) a28fce98-79b1-8f10-a586-9fbb01d1754e 2026-11-21T07:55:50Z`;
  expect(neutral(text, "http://127.0.0.1:1", [commit])).toBe("GITHUB/c/COMMIT-0 (COMMIT-0) UUID TIME");
});

test("an output says which secrets are set", () => {
  const outputs = {
    there: "${{ secrets.A != '' }}",
    absent: "${{ secrets.AB != '' }}",
    other: "${{ steps.a.outputs.b }}",
  };
  const jobs = withSecrets(new Map([["update", { outputs, scripts: [] }]]), ["A", "GITHUB_TOKEN"]);
  expect(jobs.get("update")?.outputs).toEqual({
    there: "true",
    absent: "false",
    other: "${{ steps.a.outputs.b }}",
  });
});
