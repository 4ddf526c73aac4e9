import { readFileSync } from "node:fs";
import { afterEach, beforeEach, expect, test } from "@jest/globals";
import { startSandbox, type Sandbox } from "@release-channels/sandbox";

const BUILD = `name: Build
on: push
jobs:
  build:
    runs-on: ubuntu-latest
    steps:
      - run: echo built
`;
const RELEASE = `name: Release
on:
  workflow_run:
    workflows: [Build]
    types: [completed]
jobs:
  release:
    runs-on: ubuntu-latest
    outputs:
      payload: \${{ steps.dispatch.outputs.payload }}
    steps:
      - id: dispatch
        uses: acme/releases/actions/trigger-dispatch@main
        with:
          token: \${{ secrets.RELEASE_API_PAT }}
          container: my-app
          image: my-app:{branch}-{short-sha}
          dry-run: true
`;

let sandbox: Sandbox;

beforeEach(async () => {
  sandbox = await startSandbox();
});
afterEach(() => sandbox.stop());

test("a workflow that runs after the build releases that build, by GitHub's own event", async () => {
  const { github, runner } = sandbox;
  const action = "actions/trigger-dispatch";
  const bundle = ["action.yml", "dist/index.js", "dist/package.json"].map((file) => `${action}/${file}`);
  await github.createRepository("acme/releases", {
    files: Object.fromEntries(bundle.map((path) => [path, readFileSync(path)])),
  });
  await github.createRepository("acme/my-app", {
    files: { ".github/workflows/build.yml": BUILD, ".github/workflows/release.yml": RELEASE },
  });
  const token = github.createToken({
    actor: "octocat",
    kind: "pat",
    repositories: ["acme/my-app"],
    permissions: { contents: "write", metadata: "read" },
  });
  const pushed = await fetch(`${github.apiUrl}/repos/acme/my-app/contents/file`, {
    method: "PUT",
    headers: { authorization: `Bearer ${token}` },
    body: JSON.stringify({ message: "change", content: "eA==" }),
  });
  const { commit } = (await pushed.json()) as { commit: { sha: string } };
  const release = await runner.waitFor(({ run }) => run.workflowName === "Release");
  const build = runner.runs.find(({ run }) => run.workflowName === "Build")!;
  expect(JSON.parse(release.jobs[0]!.outputs["payload"]!)).toMatchObject({
    releases: [{ channel: "dev", image: `my-app:main-${commit.sha.slice(0, 7)}` }],
    source: { sha: commit.sha, ref: "refs/heads/main", run_id: build.run.id, run_attempt: 1 },
  });
});
