import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { logOf, startSandbox, type Sandbox } from "./testing.ts";

let sandbox: Sandbox;

const workflow = `
on: repository_dispatch
jobs:
  report:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v5
      - uses: ./reporter
      - run: |
          echo "going"
          \${{ github.event.client_payload.script }}
`;

beforeAll(async () => {
  // A minute as long as GitHub's: on a slow machine nothing but the test itself is to end a job.
  sandbox = await startSandbox();
  await sandbox.repository(
    { w: workflow },
    {
      "reporter/action.yml": `
name: Reporter
description: Says how the job stands, now and at its end.
inputs: { status: { description: x, default: "\${{ job.status }}" } }
runs: { using: node24, main: say.cjs, post: say.cjs }
`,
      "reporter/say.cjs": `console.log("the job's status:", process.env.INPUT_STATUS);`,
    },
  );
});
afterAll(() => sandbox.stop());

async function cancelOverRest(runId: number): Promise<void> {
  const token = sandbox.github.createToken({
    actor: "octocat",
    kind: "pat",
    repositories: ["acme/app"],
    permissions: { actions: "write" },
  });
  const url = `${sandbox.github.apiUrl}/repos/acme/app/actions/runs/${runId}/cancel`;
  const answer = await fetch(url, { method: "POST", headers: { authorization: `Bearer ${token}` } });
  if (answer.status !== 202) throw new Error(await answer.text());
}

test.each([
  ["success", "true"],
  ["failure", "exit 1"],
  ["cancelled", "sleep 60"],
])("an input's default is evaluated again in post: %s", async (status, script) => {
  const stop = sandbox.runner.onProgress((progress) => {
    if (status === "cancelled" && progress.kind === "log" && progress.line === "going") {
      void cancelOverRest(progress.run.id);
    }
  });
  const record = await sandbox.dispatch("go", { script });
  stop();
  expect(record.run.conclusion).toBe(status);
  const said = [...logOf(record, "report").matchAll(/the job's status: (\w+)/g)].map(([, word]) => word);
  expect(said).toEqual(["success", status]);
  const page = await fetch(record.run.htmlUrl);
  expect(await page.text()).toContain(`<h2>report: ${status}</h2>`);
});
