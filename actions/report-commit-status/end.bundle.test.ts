import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "@jest/globals";
import { send, testGitHub, tokenFor, type TestGitHub } from "@release-channels/sandbox";
import { runStep, type Step, type StepResult } from "../../tools/testing/run-step.ts";

/** The truth at the end of the job, whatever became of what the step was given. */

const REPOSITORY = "acme/my-app";
const CONTEXT = "Release Data Prep / Main";

let github: TestGitHub;
let token: string;
let sha: string;

beforeAll(async () => {
  github = await testGitHub();
  await github.createRepository(REPOSITORY, { private: true, files: { "README.md": "# My app\n" } });
});
beforeEach(async () => {
  token = tokenFor(github, [REPOSITORY], { statuses: "write" }, "actions");
  const url = `${github.apiUrl}/repos/${REPOSITORY}/contents/file-${Math.random()}`;
  const writer = tokenFor(github, [REPOSITORY], { contents: "write" });
  sha = (await send(url, { token: writer, method: "PUT", body: { message: "Change", content: "" } })).json
    .commit.sha;
  github.forgetRequests();
});
afterEach(() => github.clearFaults());
afterAll(() => github.stop());

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
const end = (inputs: Record<string, string>, { state }: StepResult, step: Partial<Step> = {}) =>
  run(inputs, { stage: "post", state, jobStatus: "success", ...step });
const statuses = () => github.statuses(REPOSITORY, sha);
const sent = () => github.requests.filter(({ operation }) => operation === "repos/create-commit-status");

describe("an address that is illegal when the job ends", () => {
  test("is left out with a warning, and the outcome is told", async () => {
    const main = await run({ "target-url": "" });
    const post = await end({ "target-url": "javascript:alert(1)" }, main, { jobStatus: "failure" });
    expect(post.exitCode).toBe(0);
    expect(post.annotations).toEqual([
      {
        level: "warning",
        title: "target-url is ignored",
        message: expect.stringMatching(
          /^Input target-url is ".+": give an address with https:\/\/, such as .* The report is sent without it\.$/,
        ),
      },
    ]);
    expect(statuses()[0]).toMatchObject({
      state: "failure",
      description: "Failed",
      targetUrl: `${github.url}/${REPOSITORY}/actions/runs/42`,
    });
  });

  test("is left out of a state that is set for good, too", async () => {
    const { exitCode, annotations } = await run({ state: "success", "target-url": "argo" });
    expect([exitCode, annotations.map(({ level }) => level)]).toEqual([0, ["warning"]]);
    expect(statuses()).toMatchObject([{ state: "success", context: CONTEXT }]);
  });

  test("of other letters than GitHub takes is written in those", async () => {
    await run({ state: "success", "target-url": "https://argo.example/ü 1" });
    expect(statuses()[0]?.targetUrl).toBe("https://argo.example/%C3%BC%201");
  });
});

describe("inputs that are empty when the job ends", () => {
  const EMPTY = Object.fromEntries(
    ["state", "context", "description", "target-url", "sha", "repository", "repositories", "token"].map(
      (name) => [name, ""],
    ),
  );

  test("are what they were: the outcome goes where pending went", async () => {
    const main = await run({ description: "42 files", "target-url": "https://argo.example/app" });
    const post = await end(EMPTY, main, { sha: "0".repeat(40), jobStatus: "failure" });
    expect(post).toMatchObject({ exitCode: 0, annotations: [] });
    const said = { context: CONTEXT, description: "42 files", targetUrl: "https://argo.example/app" };
    expect(statuses()).toMatchObject([
      { ...said, state: "failure" },
      { ...said, state: "pending" },
    ]);
  });

  test("are what they were for an App, which makes its token anew", async () => {
    const app = await github.createApp({ slug: "reporter", permissions: { statuses: "write" } });
    const installation = github.installApp(app, "acme");
    const inputs = { "app-id": String(app.id), "private-key": app.privateKey };
    const main = await run(inputs);
    github.forgetRequests();
    const post = await end({ ...EMPTY, "app-id": "", "private-key": "" }, main);
    expect(post).toMatchObject({ exitCode: 0, annotations: [] });
    expect(statuses()[0]).toMatchObject({ state: "success", creator: "reporter[bot]" });
    const asked = github.requests.find(({ operation }) =>
      operation.endsWith("create-installation-access-token"),
    );
    expect(asked?.path).toContain(String(installation.id));
  });

  test("and a job that ended nobody knows how are an error, and never a success", async () => {
    const main = await run({});
    const post = await end({ ...EMPTY, "job-status": "" }, main);
    expect(post.annotations).toMatchObject([{ level: "warning", title: "Unknown job status" }]);
    expect(statuses()[0]).toMatchObject({
      state: "error",
      description: "Ended with an unknown status",
    });
  });
});

describe("what needs.<job>.result says:", () => {
  test.each([
    ["skipped", "success", "Skipped"],
    ["timed_out", "failure", "Timed out"],
  ])("%s is set as %s", async (result, state, description) => {
    const { exitCode, outputs } = await run({ state: result });
    expect([exitCode, outputs["state"]]).toEqual([0, state]);
    expect(statuses()).toMatchObject([{ state, description }]);
  });
});

describe("a fork's pull request", () => {
  const event = (repo: object | null, name = "pull_request") => ({
    name,
    payload: { number: 7, pull_request: { number: 7, head: { sha, repo } } },
  });
  const fork = (name = "pull_request") => event({ full_name: "mona/my-app" }, name);

  test.each<[string, () => Record<string, string>]>([
    [
      "a token that only reads",
      () => ({ token: tokenFor(github, [REPOSITORY], { statuses: "read" }, "actions") }),
    ],
    ["a secret that it does not get for a token", () => ({ token: "" })],
    ["a private key that it does not get", () => ({ "app-id": "12345", "private-key": "" })],
  ])("with %s is a notice that names the fork", async (_name, inputs) => {
    const main = await run(inputs(), { event: fork() });
    expect(main.exitCode).toBe(0);
    expect(main.annotations).toEqual([
      {
        level: "notice",
        title: "No status in acme/my-app",
        message: expect.stringMatching(
          /^No status is set in acme\/my-app: the pull request comes from the fork mona\/my-app, /,
        ),
      },
    ]);
    expect(main.outputs["sha"]).toBe("");
    expect(JSON.parse(main.outputs["results"]!)).toMatchObject([{ sha, outcome: "skipped" }]);
    expect(statuses()).toEqual([]);
    github.forgetRequests();
    const post = await end(inputs(), main, { event: fork() });
    expect([post.exitCode, post.log, github.requests]).toEqual([0, "", []]);
  });

  test("with a token that may is told as any other", async () => {
    const main = await run({}, { event: fork() });
    expect([main.exitCode, main.annotations]).toEqual([0, []]);
    expect(statuses()).toMatchObject([{ state: "pending" }]);
  });

  test.each([
    ["a commit that GitHub does not know", 422, "No commit found for SHA"],
    ["a repository that it does not show", 404, "Not Found"],
  ])("fails for %s as any other does", async (_name, status, message) => {
    const fault = { kind: "status", status, message } as const;
    github.inject({ operation: "repos/create-commit-status", fault, times: 1 });
    const { exitCode, annotations, outputs } = await run({}, { event: fork() });
    expect([exitCode, annotations.map(({ level }) => level)]).toEqual([1, ["error"]]);
    expect(JSON.parse(outputs["results"]!)).toMatchObject([{ sha, outcome: "failed" }]);
  });

  test.each([
    ["the repository's own pull request", () => event({ full_name: "acme/my-app" })],
    ["pull_request_target, which has the repository's own token", () => fork("pull_request_target")],
  ])("is not %s: there a refusal fails", async (_name, ofEvent) => {
    const reader = tokenFor(github, [REPOSITORY], { statuses: "read" }, "actions");
    const { exitCode, annotations } = await run({ token: reader }, { event: ofEvent() });
    expect([exitCode, annotations[0]?.level]).toEqual([1, "error"]);
  });
});

describe("a token that died while the job ran", () => {
  test("is told as that, with the remedy", async () => {
    const main = await run({});
    github.revokeToken(token);
    const { exitCode, annotations } = await end({}, main);
    expect(exitCode).toBe(1);
    expect(annotations[0]?.message).toMatch(
      /GitHub answered 401, Bad credentials\. GitHub accepted the token of input "token" when the step began, .* and rejects it now\. .*Give app-id and private-key instead of token: the step then creates a new token when the job ends\.$/,
    );
    expect(annotations[0]?.message).not.toContain(token);
    expect(sent().at(-1)?.status).toBe(401);
  });
});
