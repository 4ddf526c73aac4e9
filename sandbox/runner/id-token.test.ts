import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { decodeJwt } from "jose";
import { logOf, startSandbox, type Sandbox } from "./testing.ts";

let sandbox: Sandbox;

beforeAll(async () => {
  sandbox = await startSandbox();
});
afterAll(() => sandbox.stop());

const ask = `
      - run: |
          [ -n "$ACTIONS_ID_TOKEN_REQUEST_URL" ] || { echo none; exit; }
          node -e '
            const { ACTIONS_ID_TOKEN_REQUEST_URL: url, ACTIONS_ID_TOKEN_REQUEST_TOKEN: token } = process.env;
            const headers = { authorization: "Bearer " + token };
            console.log("token " + token);
            fetch(url + "&audience=me", { headers }).then((answer) => answer.json()).then(({ value }) => console.log("jwt " + value));
          '`;

test("a job with id-token: write may ask who it is, and no other job", async () => {
  await sandbox.repository({
    inner: `on: { workflow_call: }
jobs:
  named:
    runs-on: ubuntu-latest
    environment: prod
    permissions: { id-token: write }
    steps:${ask}
`,
    w: `name: W
on: repository_dispatch
permissions: { contents: write }
jobs:
  plain:
    runs-on: ubuntu-latest
    steps:${ask}
  call:
    permissions: { id-token: write }
    uses: ./.github/workflows/inner.yml
`,
  });
  const record = await sandbox.dispatch("go");
  expect(logOf(record, "plain")).toMatch(/^none$/m);
  const log = logOf(record, "call.named");
  expect(log).toMatch(/^token \*\*\*$/m);
  const jwt = /^jwt (\S+)$/m.exec(log)?.[1] ?? "";
  const file = (name: string) => `acme/app/.github/workflows/${name}.yml@refs/heads/main`;
  expect(decodeJwt(jwt)).toMatchObject({
    aud: "me",
    repository: "acme/app",
    event_name: "repository_dispatch",
    environment: "prod",
    run_id: String(record.run.id),
    run_attempt: "1",
    sha: record.run.event.sha,
    workflow: "W",
    workflow_ref: file("w"),
    job_workflow_ref: file("inner"),
  });
});
