import { afterAll, afterEach, beforeAll, describe, expect, test } from "@jest/globals";
import { send, testGitHub, tokenFor, type TestGitHub } from "@release-channels/sandbox";
import { runStep, type Step, type StepResult } from "../../tools/testing/run-step.ts";

const REPOSITORY = "acme/my-app";
const CONTEXT = "Release Data Prep / Main";

let github: TestGitHub;
let token: string;
let sha: string;

beforeAll(async () => {
  github = await testGitHub();
  await github.createRepository(REPOSITORY, { private: true, files: { "README.md": "# My app\n" } });
  token = tokenFor(github, [REPOSITORY], { statuses: "write", contents: "read" }, "actions");
});
afterAll(() => github.stop());

/** A commit of its own for each test: statuses stay. */
async function newCommit(): Promise<string> {
  const url = `${github.apiUrl}/repos/${REPOSITORY}/contents/file-${Math.random()}`;
  const writer = tokenFor(github, [REPOSITORY], { contents: "write" });
  const body = { message: "Change", content: "" };
  return (await send(url, { token: writer, method: "PUT", body })).json.commit.sha;
}
beforeAll(async () => {
  sha = await newCommit();
  github.forgetRequests();
});
afterEach(async () => {
  github.clearFaults();
  sha = await newCommit();
  github.forgetRequests();
});

const run = (inputs: Record<string, string>, step: Partial<Step> = {}): Promise<StepResult> =>
  runStep({
    action: "actions/report-commit-status",
    github,
    token,
    repository: REPOSITORY,
    sha,
    event: { name: "push", payload: {} },
    runId: 42,
    ...step,
    inputs: { context: CONTEXT, ...inputs },
  });
const statuses = (of = sha) => github.statuses(REPOSITORY, of);
const requests = () => github.requests.map(({ operation, status }) => `${operation} ${status}`);
const page = (run = 42) => `${github.url}/${REPOSITORY}/actions/runs/${run}`;

const READ = "repos/get-combined-status-for-ref 200";
const SENT = "repos/create-commit-status 201";

describe("a state", () => {
  test.each(["error", "failure", "pending", "success"])("%s is set at once, and for good", async (state) => {
    const main = await run({
      state,
      description: "Release data prepared",
      "target-url": "https://argo.example/app",
    });
    expect(main.exitCode).toBe(0);
    expect(statuses()).toMatchObject([
      {
        state,
        context: CONTEXT,
        description: "Release data prepared",
        targetUrl: "https://argo.example/app",
        creator: "github-actions[bot]",
      },
    ]);
    expect(main.outputs).toEqual({
      state,
      sha,
      results: JSON.stringify([{ repository: REPOSITORY, sha, outcome: "reported", reason: "" }]),
    });
    expect(main.summary).toContain(`${CONTEXT}: ${state}`);
    expect(main.masked).toEqual([token]);
    expect(requests()).toEqual([READ, SENT]);

    github.forgetRequests();
    const post = await run({ state }, { stage: "post", state: main.state, jobStatus: "failure" });
    expect(post).toMatchObject({ exitCode: 0, annotations: [], summary: "" });
    expect(requests()).toEqual([]);
  });

  test("has the run's page, and a name, without being told", async () => {
    await runStep({
      action: "actions/report-commit-status",
      github,
      token,
      repository: REPOSITORY,
      sha,
      event: { name: "push", payload: {} },
      runId: 42,
      runAttempt: 3,
    });
    expect(statuses()).toMatchObject([{ context: "CI / build", targetUrl: `${page()}/attempts/3` }]);
  });

  test("that the commit has already is not sent again", async () => {
    const inputs = { state: "success", description: "Fine" };
    await run(inputs);
    github.forgetRequests();
    const { outputs, exitCode } = await run({ ...inputs, context: CONTEXT.toUpperCase() });
    expect(exitCode).toBe(0);
    expect(JSON.parse(outputs["results"]!)).toMatchObject([{ outcome: "unchanged" }]);
    expect(requests()).toEqual([READ]);
    expect(statuses()).toHaveLength(1);
  });

  test.each([
    ["state", { state: "failure" }],
    ["description", { description: "Better" }],
    ["target-url", { "target-url": "https://argo.example/other" }],
    ["context", { context: "other" }],
  ])("with another %s is", async (_name, change) => {
    const inputs = { state: "success", description: "Fine" };
    await run(inputs);
    await run({ ...inputs, ...change });
    expect(statuses()).toHaveLength(2);
  });

  test("costs the same among 150 others", async () => {
    const say = (n: number) =>
      send(`${github.apiUrl}/repos/${REPOSITORY}/statuses/${sha}`, {
        token,
        body: { state: "success", context: `check ${n}` },
      });
    for (let n = 0; n < 150; n += 1) await say(n);
    github.forgetRequests();
    await run({ state: "success" });
    expect(requests()).toEqual([READ, SENT]);
  });
});

describe("by itself", () => {
  test.each([
    ["success", "success", "Succeeded"],
    ["failure", "failure", "Failed"],
    ["cancelled", "error", "Cancelled"],
  ] as const)("says pending, and after %s %s", async (jobStatus, state, description) => {
    const main = await run({});
    expect(main.outputs).toMatchObject({ state: "pending", sha });
    expect(requests()).toEqual([READ, SENT]);
    expect(statuses()).toMatchObject([{ state: "pending", description: "In progress", targetUrl: page() }]);
    github.forgetRequests();
    const post = await run({}, { stage: "post", state: main.state, jobStatus });
    expect(post).toMatchObject({ exitCode: 0, annotations: [] });
    expect(requests()).toEqual([SENT]);
    expect(statuses()).toMatchObject([
      { state, description, context: CONTEXT, targetUrl: page() },
      { state: "pending" },
    ]);
  });

  test("finishes the commit it began with, in the words of the end", async () => {
    const main = await run({});
    const later = { stage: "post", state: main.state, sha: "0".repeat(40) } as const;
    await run({ context: "other", description: "42 files" }, later);
    expect(statuses()).toMatchObject([
      { state: "success", context: CONTEXT, description: "42 files" },
      { state: "pending" },
    ]);
  });

  test("says the outcome where the step was ended while it said pending", async () => {
    const stop = new AbortController();
    const gate = async (): Promise<void> => stop.abort();
    github.inject({
      operation: "repos/create-commit-status",
      fault: { kind: "delay", ms: 0, gate },
      times: 1,
    });
    const main = await run({}, { kill: stop.signal });
    expect(main.exitCode).toBeNull();
    await run({}, { stage: "post", state: main.state, jobStatus: "cancelled" });
    expect(statuses()[0]).toMatchObject({ state: "error", description: "Cancelled" });
  });

  test("says it once after a lost answer, though GitHub may hear it twice", async () => {
    github.inject({
      operation: "repos/create-commit-status",
      fault: { kind: "drop", when: "after" },
      times: 1,
    });
    github.inject({
      operation: "repos/create-commit-status",
      fault: { kind: "status", status: 502 },
      times: 1,
    });
    const { exitCode } = await run({});
    expect(exitCode).toBe(0);
    expect(statuses().map(({ state }) => state)).toEqual(["pending", "pending"]);
  });

  test("does not speak again where it was refused", async () => {
    const main = await run({ sha: "f".repeat(40) });
    expect(main.exitCode).toBe(1);
    github.forgetRequests();
    const post = await run(
      { sha: "f".repeat(40) },
      { stage: "post", state: main.state, jobStatus: "failure" },
    );
    expect(post).toMatchObject({ exitCode: 0, annotations: [], summary: "" });
    expect(requests()).toEqual([]);
  });

  test("does not speak again after bad input", async () => {
    const main = await run({ state: "done" });
    const post = await run({ state: "done" }, { stage: "post", state: main.state, jobStatus: "failure" });
    expect(post).toMatchObject({ exitCode: 0, annotations: [] });
    expect(requests()).toEqual([]);
  });
});

describe("the description", () => {
  test.each([
    ["of 500 characters", "lorem ipsum ".repeat(42), /^(lorem ipsum )+lorem…$/],
    ["with emoji and newlines", "🐛 fixed\n✅ tests\r\n\n👍🏽", /^fixed ✅ tests$/],
  ])("%s is one that GitHub takes", async (_name, description, expected) => {
    const { exitCode } = await run({ state: "success", description });
    expect(exitCode).toBe(0);
    const said = statuses()[0]?.description ?? "";
    expect(said).toMatch(expected);
    expect(said.length).toBeLessThanOrEqual(140);
  });
});

describe("bad input fails the step, and says what to do", () => {
  test.each<[string, Record<string, string>, string]>([
    [
      "a state that is none",
      { state: "done" },
      'Input state is "done": auto or error or failure or pending or success or skipped or neutral or cancelled or timed_out or action_required or startup_failure or stale is allowed.',
    ],
    [
      "a bad PEM",
      { "app-id": "1", "private-key": "hunter2" },
      "Input private-key cannot be used: it has no PEM block.",
    ],
  ])("%s", async (_name, inputs, message) => {
    const { exitCode, annotations, outputs, summary, log } = await run(inputs);
    expect(exitCode).toBe(1);
    expect(annotations).toEqual([{ level: "error", message: expect.stringContaining(message) }]);
    expect(outputs).toEqual({ state: "", sha: "", results: "[]" });
    expect(summary).toContain("Failed");
    expect(log.replaceAll(/^::add-mask::.*$/gm, "")).not.toContain("hunter2");
    expect(github.requests).toEqual([]);
  });
});

describe("a refusal is explained:", () => {
  const reason = async (inputs: Record<string, string>): Promise<string> => {
    const { exitCode, annotations, outputs, summary } = await run({ state: "success", ...inputs });
    expect(exitCode).toBe(1);
    expect(annotations).toHaveLength(1);
    const { message, title } = annotations[0]!;
    expect(title).toMatch(/^No status in acme\//);
    expect(JSON.parse(outputs["results"]!)).toMatchObject([{ outcome: "failed", reason: message }]);
    expect(summary).toContain("failed");
    return message;
  };

  test("an unknown commit", async () => {
    expect(await reason({ sha: "f".repeat(40) })).toBe(
      `Could not set the status "${CONTEXT}" of commit fffffff in acme/my-app: GitHub answered 422, No commit found for SHA: ${"f".repeat(40)}. Set sha to a commit that was pushed to this repository.`,
    );
  });

  test("the limit of 1,000", async () => {
    github.seedStatuses(REPOSITORY, 1000, { sha, state: "success", context: CONTEXT });
    expect(await reason({ description: "One too many" })).toContain(
      "This SHA and context has reached the maximum number of statuses. GitHub accepts 1,000 statuses per commit and context: use another context, or report less often.",
    );
  });

  test("a context of 300 characters", async () => {
    expect(await reason({ context: "x".repeat(300) })).toMatch(
      /GitHub answered 422, Validation Failed: context is too long \(maximum is 255 characters\)\.$/,
    );
  });

  test("a token without the permission", async () => {
    const reader = tokenFor(github, [REPOSITORY], { contents: "read" }, "actions");
    expect(await reason({ token: reader })).toContain(
      'GitHub answered 403, Resource not accessible by integration. The token of input "token" lacks a permission: it needs statuses: write.',
    );
  });

  test("a wrong token", async () => {
    expect(await reason({ token: "ghp_wrong" })).toContain("is wrong, expired or revoked");
  });

  test("a repository that is not there", async () => {
    expect(await reason({ repository: "acme/nowhere", sha })).toContain(
      "Either acme/nowhere does not exist, or",
    );
  });
});

test("one repository that refuses does not stop the others", async () => {
  await github.createRepository("acme/other", { files: { a: "1" } });
  const both = tokenFor(github, [REPOSITORY, "acme/other"], { statuses: "write" });
  const repositories = `acme/other@${"f".repeat(40)}\n acme/my-app , Acme/My-App`;
  const main = await run({ repositories, token: both });
  expect(main.exitCode).toBe(1);
  expect(main.annotations).toMatchObject([{ title: "No status in acme/other" }]);
  expect(main.outputs).toMatchObject({ state: "pending", sha });
  expect(JSON.parse(main.outputs["results"]!)).toMatchObject([
    { repository: "acme/other", outcome: "failed" },
    { repository: expect.stringMatching(/^acme\/my-app$/i), sha, outcome: "reported" },
  ]);
  github.forgetRequests();
  const post = await run(
    { repositories, token: both },
    { stage: "post", state: main.state, jobStatus: "failure" },
  );
  expect(post.exitCode).toBe(0);
  expect(requests()).toEqual([SENT]);
  expect(statuses()[0]).toMatchObject({ state: "failure" });
});
