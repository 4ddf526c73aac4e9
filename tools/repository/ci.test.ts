import { readFileSync } from "node:fs";
import { afterEach, beforeEach, expect, test } from "@jest/globals";
import { startSandbox, type Sandbox } from "@release-channels/sandbox";

const REPOSITORY = "acme/actions";
const WORKFLOW = ".github/workflows/ci.yml";

let sandbox: Sandbox;
beforeEach(async () => {
  sandbox = await startSandbox();
});
afterEach(() => sandbox.stop());

/** Pushes to main and to a branch, opens a pull request, and tells how each event's run ended. */
async function conclusions(isTemplate: boolean): Promise<readonly (readonly [string, string | null])[]> {
  const { github, runner } = sandbox;
  await github.createRepository(REPOSITORY, {
    isTemplate,
    files: {
      [WORKFLOW]: readFileSync(WORKFLOW),
      ".ci/run": "#!/bin/sh\n",
      // Built where they are not, and all scenarios.
      "tools/check-engines.sh": "#!/bin/sh\n[ $# -eq 0 ]\n",
    },
    executables: [".ci/run", "tools/check-engines.sh"],
  });
  await github.createBranch(REPOSITORY, "change");
  await commit("main");
  await commit("change");
  await runner.idle();
  await github.openPullRequest(REPOSITORY, { head: "change", title: "A change" });
  await runner.idle();
  return runner.runs.map(({ run }) => [run.event.name, run.conclusion] as const);
}

async function commit(branch: string): Promise<void> {
  const token = sandbox.github.createToken({
    actor: "octocat",
    kind: "pat",
    repositories: [REPOSITORY],
    permissions: { contents: "write" },
  });
  const answer = await fetch(`${sandbox.github.apiUrl}/repos/${REPOSITORY}/contents/${branch}.txt`, {
    method: "PUT",
    headers: { authorization: `Bearer ${token}` },
    body: JSON.stringify({ message: "Change", content: "eA==", branch }),
  });
  if (!answer.ok) throw new Error(`${answer.status} ${await answer.text()}`);
}

test("everything is checked in the template, for pushes and pull requests", async () => {
  expect(await conclusions(true)).toEqual([
    ["push", "success"],
    ["pull_request", "success"],
  ]);
});

test("nothing is checked in a repository that was made from it", async () => {
  expect(await conclusions(false)).toEqual([
    ["push", "skipped"],
    ["pull_request", "skipped"],
  ]);
});
