import { afterEach, beforeEach, expect, test } from "@jest/globals";
import { logOf, startSandbox, type Sandbox } from "./testing.ts";

let sandbox: Sandbox;

beforeEach(async () => {
  sandbox = await startSandbox();
});
afterEach(() => sandbox.stop());

const workflow = (on: string): string => `
on:
  pull_request:
    ${on}
jobs:
  look:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v5
      - run: |
          echo "$GITHUB_EVENT_NAME $GITHUB_REF $GITHUB_REF_NAME $GITHUB_HEAD_REF into $GITHUB_BASE_REF"
          echo "here: $(git rev-parse HEAD) is $GITHUB_SHA"
          ls
`;

const api = async (method: string, path: string, body: object, repository = "acme/app"): Promise<void> => {
  const token = sandbox.github.createToken({
    actor: "mona",
    kind: "pat",
    repositories: [repository],
    permissions: { contents: "write", actions: "write" },
  });
  const answer = await fetch(`${sandbox.github.apiUrl}/repos/${repository}/${path}`, {
    method,
    headers: { authorization: `Bearer ${token}` },
    body: JSON.stringify(body),
  });
  if (!answer.ok) throw new Error(await answer.text());
};

const put = (path: string, repository?: string): Promise<void> =>
  api("PUT", `contents/${path}`, { message: `Add ${path}`, content: "", branch: "topic" }, repository);

test("a workflow runs on the merge, once for each push, and knows both branches", async () => {
  await sandbox.repository({ look: workflow("branches: [main]") }, { "base.txt": "1" });
  await sandbox.github.createBranch("acme/app", "topic");
  await put("one.txt");
  const { mergeCommitSha } = await sandbox.github.openPullRequest("acme/app", { head: "topic" });
  await put("two.txt");
  await sandbox.runner.idle();
  expect(sandbox.runner.runs.map(({ run }) => run.conclusion)).toEqual(["success", "success"]);
  const [first, second] = sandbox.runner.runs.toSorted((one, other) => one.run.id - other.run.id);
  const log = logOf(first!, "look");
  expect(log).toContain("pull_request refs/pull/1/merge 1/merge topic into main");
  expect(log).toContain(`here: ${mergeCommitSha} is ${mergeCommitSha}`);
  expect(log).toContain("base.txt\none.txt\n");
  expect(logOf(second!, "look")).toContain("base.txt\none.txt\ntwo.txt\n");
  expect(second?.run.displayTitle).toBe("Add one.txt");
});

test.each([
  ["branches: [release]", []],
  ["types: [closed]", ["closed"]],
  ["paths: ['docs/**']", []],
  ["paths: ['*.txt']", ["opened"]],
])("%s", async (on, actions) => {
  await sandbox.repository({ look: workflow(on) });
  await sandbox.github.createBranch("acme/app", "topic");
  await put("one.txt");
  await sandbox.github.openPullRequest("acme/app", { head: "topic" });
  await sandbox.github.closePullRequest("acme/app", 1);
  await sandbox.runner.idle();
  expect(sandbox.runner.runs.map(({ run }) => run.event.payload["action"])).toEqual(actions);
});

test("pull_request_target is refused, not left out", async () => {
  await sandbox.repository({ look: "on: pull_request_target\njobs: {}\n" });
  await sandbox.github.createBranch("acme/app", "topic");
  await put("one.txt");
  await sandbox.github.openPullRequest("acme/app", { head: "topic" });
  await expect(sandbox.runner.idle()).rejects.toThrow(/does not know the event 'pull_request_target'/);
});

test("a fork's runs without secrets, and with a token that may only read", async () => {
  const report = `
on: pull_request
permissions: { contents: write, statuses: write, id-token: write }
jobs:
  look:
    runs-on: ubuntu-latest
    environment: vault
    steps:
      - run: |
          echo "secret [\${{ secrets.KEY }}]"
          code="$(curl --silent --output /dev/null --write-out '%{http_code}' --header "Authorization: Bearer $TOKEN" \\
            --data '{"state":"success"}' "$GITHUB_API_URL/repos/$GITHUB_REPOSITORY/statuses/$SHA")"
          echo "status $code, id token [\${ACTIONS_ID_TOKEN_REQUEST_URL:+offered}]"
        env:
          TOKEN: \${{ github.token }}
          SHA: \${{ github.event.pull_request.head.sha }}
`;
  await sandbox.repository({ report }, { "base.txt": "1" });
  sandbox.runner.setSecret("acme/app", "KEY", "a-key");
  await sandbox.github.createBranch("acme/app", "topic");
  await sandbox.github.forkRepository("acme/app", "mona");
  await put("one.txt");
  await put("two.txt", "mona/app");
  const logs: Record<string, string> = {};
  for (const head of ["topic", "mona:topic"]) {
    await sandbox.github.openPullRequest("acme/app", { head });
    await sandbox.runner.idle();
    logs[head] = logOf(sandbox.runner.runs.toSorted((one, other) => other.run.id - one.run.id)[0]!, "look");
  }
  expect(logs["topic"]).toContain("secret [***]");
  expect(logs["topic"]).toContain("status 201, id token [offered]");
  expect(logs["mona:topic"]).toContain("secret []");
  expect(logs["mona:topic"]).toContain("status 403, id token []");
});
