import { readFileSync } from "node:fs";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { startSandbox, type Sandbox } from "@release-channels/sandbox";

const REPOSITORIES = ["acme/shop", "globex/api"];
const WORKFLOW = `on: repository_dispatch
jobs:
  report:
    runs-on: ubuntu-latest
    steps:
      - uses: acme/app/actions/report-commit-status@main
        with:
          context: Data
          state: \${{ github.event.client_payload.state }}
          repositories: \${{ github.event.client_payload.repositories }}
          app-id: \${{ vars.APP_ID }}
          private-key: \${{ secrets.APP_PRIVATE_KEY }}
`;

let sandbox: Sandbox;

beforeAll(async () => {
  sandbox = await startSandbox();
  const paths = ["action.yml", "dist/index.js", "dist/package.json"].map(
    (file) => `actions/report-commit-status/${file}`,
  );
  const files = Object.fromEntries(paths.map((path) => [path, readFileSync(path, "utf8")]));
  await sandbox.repository({ report: WORKFLOW }, files);
  for (const name of REPOSITORIES) await sandbox.github.createRepository(name, { files: { "a.txt": name } });
});

afterAll(() => sandbox.stop());

async function headOf(name: string): Promise<string> {
  const token = sandbox.github.createToken({
    actor: "octocat",
    kind: "pat",
    repositories: [name],
    permissions: { contents: "read" },
  });
  const answer = await fetch(`${sandbox.github.apiUrl}/repos/${name}/commits/main`, {
    headers: { authorization: `Bearer ${token}` },
  });
  return ((await answer.json()) as { sha: string }).sha;
}

test("one step reports to two organisations, and to one when the other has suspended the App", async () => {
  const { github, runner } = sandbox;
  const app = await github.createApp({ slug: "acme-bot", permissions: { statuses: "write" } });
  github.installApp(app, "acme");
  const globex = github.installApp(app, "globex");
  runner.setVariable("acme/app", "APP_ID", String(app.id));
  runner.setSecret("acme/app", "APP_PRIVATE_KEY", app.privateKey);
  const shas = await Promise.all(REPOSITORIES.map(headOf));
  const repositories = REPOSITORIES.map((name, index) => `${name}@${shas[index]}`).join(",");
  const counts = () => REPOSITORIES.map((name, index) => github.statuses(name, shas[index]!).length);

  const both = await sandbox.dispatch("go", { repositories, state: "pending" });
  expect([both.run.conclusion, counts()]).toEqual(["success", [1, 1]]);

  github.suspendInstallation(globex.id);
  const one = await sandbox.dispatch("go", { repositories, state: "success" });
  expect([one.run.conclusion, counts()]).toEqual(["failure", [2, 1]]);
  expect(one.jobs[0]?.log).toContain("its installation in globex is suspended");
  expect(one.jobs[0]?.summary).toContain("globex/api");
});
