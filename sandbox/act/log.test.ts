import { describe, expect, test } from "@jest/globals";
import { actLogText, readActLog } from "./log.ts";
import { neutral } from "./outcome.ts";
import { readWorkflowFacts } from "./workflow-file.ts";

const jobs = new Map([
  [
    "update",
    { commit_sha: "${{ steps.write.outputs.commit-sha }}", image: "${{ steps.write.outputs.name }}:v1" },
  ],
  ["publish", {}],
]);
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
      publish: { result: "skipped", outputs: {}, steps: [], annotations: [], summary: "" },
    });
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

  test("refuses what it could only guess", () => {
    const log = lines({ jobResult: "success" });
    const guessed = new Map([["update", { sha: "${{ github.sha }}" }]]);
    expect(() => readActLog(log, { jobs: guessed })).toThrow(
      "the output sha is more than steps' outputs: ${{ github.sha }}",
    );
    expect(() => readActLog(log, { jobs: new Map() })).toThrow("act ran the job update of a called workflow");
  });
});

test("a workflow file tells its events, permissions and actions", () => {
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
`);
  expect(facts.events).toEqual(["repository_dispatch", "workflow_dispatch"]);
  expect(facts.permissions).toEqual({ contents: "write", actions: "read" });
  expect(facts.uses).toEqual(["actions/checkout@abc", "acme/tools/x@v1"]);
});

test("two sides' addresses, commits, ids and times are alike", () => {
  const commit = "8ad9c2f6a102ee3d6b8cb05cf7cd1b6ef1063861";
  const text = `http://127.0.0.1:1/c/${commit} (8ad9c2f) a28fce98-79b1-8f10-a586-9fbb01d1754e 2026-11-21T07:55:50Z`;
  expect(neutral(text, "http://127.0.0.1:1", [commit])).toBe("GITHUB/c/COMMIT-0 (COMMIT-0) UUID TIME");
});
