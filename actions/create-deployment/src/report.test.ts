import { describe, expect, test } from "@jest/globals";
import { hear, wordsOf } from "../../../tools/testing/hear-testing.ts";
import type { RequestedDeployment } from "./inputs.ts";
import {
  clearOutputs,
  reportCreated,
  reportInactivated,
  reportMerged,
  reportSkipped,
  reportState,
  setDeploymentOutput,
} from "./report.ts";

const SHA = "a".repeat(40);
const requested = (more: Partial<RequestedDeployment> = {}): RequestedDeployment => ({
  environment: "prod",
  task: "deploy",
  ref: "main",
  payload: {},
  autoMerge: true,
  requiredContexts: undefined,
  transient: false,
  production: undefined,
  ...more,
});
const created = { id: 7, nodeId: "D7", sha: SHA };

test("all outputs are set on every path", async () => {
  expect((await hear(clearOutputs)).outputs).toEqual({
    "deployment-id": "",
    result: "",
    state: "",
    inactivated: "",
  });
  expect((await hear(() => setDeploymentOutput("continued", 7))).outputs).toEqual({
    "deployment-id": "7",
    result: "continued",
  });
});

describe("what was created is told with", () => {
  test.each<[string, Partial<RequestedDeployment>, readonly string[]]>([
    [
      "a branch and its commit, and that all statuses were checked",
      {},
      [`Created deployment 7 of main (${SHA}) to prod.`, "All of its commit statuses were success."],
    ],
    [
      "a commit, and that none was checked",
      { ref: SHA, requiredContexts: [] },
      [
        `Created deployment 7 of ${SHA} to prod.`,
        "None of its commit statuses was checked: required-contexts names none.",
      ],
    ],
    [
      "the statuses that were checked",
      { ref: SHA, requiredContexts: ["CI / Build", "lint"] },
      [
        `Created deployment 7 of ${SHA} to prod.`,
        "These of its commit statuses were success: CI / Build, lint.",
      ],
    ],
  ])("%s", async (_what, more, log) => {
    expect((await hear(() => reportCreated(created, requested(more)))).log).toEqual(log);
  });
});

test("a merge is a warning that says what GitHub did, and what to do", async () => {
  const { outputs, annotations, summary } = await hear(() => reportMerged("Auto-merged main.", requested()));
  const message = expect.stringContaining(
    "GitHub first merged the default branch into main (auto-merge): Auto-merged main. To deploy the merge, run the job again",
  );
  expect(outputs).toEqual({ result: "merged" });
  expect(annotations).toEqual([{ level: "warning", title: "Merged, not deployed", message }]);
  expect(summary).toContain("Auto-merged main.");
});

test("a fork's pull request is a notice that names both", async () => {
  const repository = { owner: "acme", repo: "app" };
  const { outputs, annotations, summary } = await hear(() => reportSkipped(repository, "the fork mona/app"));
  expect(outputs).toEqual({ result: "skipped" });
  expect(annotations).toMatchObject([{ level: "notice", title: "No deployment" }]);
  for (const text of ["No deployment is created in acme/app", "the fork mona/app"]) {
    expect(annotations[0]?.message).toContain(text);
    expect(summary).toContain(text);
  }
});

describe("a state is told", () => {
  const reported = {
    repository: { owner: "acme", repo: "app" },
    id: 7,
    state: "success",
    description: "Live",
    logUrl: "https://logs.example.org/1",
    environmentUrl: undefined,
  } as const;

  test("with all that is known of it", async () => {
    const { outputs, log, summary } = await hear(() => reportState({ ...reported, isFinal: true }));
    expect(outputs).toEqual({ state: "success" });
    expect(log).toEqual(["Deployment 7 in acme/app: success."]);
    expect(summary).toContain("<h3>Deployment 7</h3>");
    for (const row of ["Repository</td><td>acme/app", "State</td><td>success", "Description</td><td>Live"])
      expect(summary).toContain(`<td>${row}</td>`);
    expect(wordsOf(summary)).toBe(
      "Deployment 7 What Value Repository acme/app State success Description Live Log https://logs.example.org/1",
    );
  });

  test("as one that will change where the job goes on", async () => {
    const { log, summary } = await hear(() =>
      reportState({ ...reported, environmentUrl: "https://app.example.org", isFinal: false }),
    );
    expect(log).toEqual(["Deployment 7 in acme/app: success, until the job ends."]);
    expect(summary).toContain("<td>Environment</td><td>https://app.example.org</td>");
  });
});

test.each([
  [0, "No deployment of prod was active.", ""],
  [1, "Made 1 deployment of prod inactive.", "inactive"],
  [150, "Made 150 deployments of prod inactive.", "inactive"],
])("of %d that were ended it says so", async (count, text, state) => {
  const { outputs, log, summary } = await hear(() => reportInactivated("prod", count));
  expect(outputs).toEqual({ result: "inactivated", inactivated: String(count), state });
  expect(log).toEqual([text]);
  expect(summary).toContain(text);
});
