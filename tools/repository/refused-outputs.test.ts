import { afterAll, expect, test } from "@jest/globals";
import { testGitHub } from "@release-channels/sandbox";
import { actionNames } from "../generate/action-docs.ts";
import { runStep } from "../testing/run-step.ts";

/**
 * A later step with `if: always()` reads what a refused one has put out: nothing has happened, in the words that say so,
 * and no output is missing.
 */
const WRITES = { changed: "false", "commit-sha": "", "commit-url": "", "dispatch-id": "", results: "[]" };
const OUTPUTS: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  "create-deployment": { "deployment-id": "", result: "", state: "", inactivated: "" },
  deploy: { "request-id": "", url: "", state: "", commit: "" },
  "pin-image": { outcome: "", "commit-sha": "", "commit-url": "" },
  "promote-release": WRITES,
  "report-commit-status": { state: "", sha: "", results: "[]" },
  "report-release": { pending: "[]" },
  "report-running": { revision: "", results: "[]" },
  "retire-release": WRITES,
  "rollback-release": { ...WRITES, history: "[]" },
  "trigger-dispatch": {
    "dispatch-id": "",
    "release-channel": "",
    payload: "",
    results: "",
    "commit-sha": "",
  },
  "update-database": { ...WRITES, provenance: "", "released-by": "" },
  "validate-database": { valid: "false", problems: "[]" },
};
const github = await testGitHub();
await github.createRepository("acme/app", { private: true, files: { "README.md": "#" } });
afterAll(() => github.stop());

/** What is refused where nothing is needed. */
const REFUSED: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  "validate-database": { path: "../db.json" },
};

test("an action that has no inputs refuses none", () => {
  expect(actionNames().filter((name) => !(name in OUTPUTS))).toEqual(["validate-deploy-configs"]);
});

test.each(Object.entries(OUTPUTS))(
  "%s, without what it needs, puts out that nothing has happened",
  async (name, expected) => {
    const { exitCode, outputs } = await runStep({
      action: `actions/${name}`,
      github,
      repository: "acme/app",
      event: { name: "workflow_dispatch", payload: { repository: { default_branch: "main" } } },
      inputs: REFUSED[name] ?? {},
    });
    // What no dispatch has started has nothing to report, and that is no failure.
    expect([exitCode, outputs]).toEqual([name === "report-release" ? 0 : 1, expected]);
  },
);
