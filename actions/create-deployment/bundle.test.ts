import { afterAll, beforeAll, beforeEach, describe, expect, test } from "@jest/globals";
import { execFile } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { promisify } from "node:util";
import { startGitHub } from "../../sandbox/github/index.ts";
import type { Deployment, GitHub } from "../../sandbox/github/model.ts";
import { runStep, type Step, type StepResult } from "../../sandbox/step/run-step.ts";

const APP = "acme/app";
const PAGE = "/acme/app/actions/runs/42";

let github: GitHub;
let directory: string;
let token: string;
let head: string;
let count = 0;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), "create-deployment-"));
  github = await startGitHub({ directory });
  for (const name of [APP, "acme/other"]) {
    await github.createRepository(name, { private: true, files: { "README.md": `# ${name}\n` } });
  }
  token = tokenFor([APP]);
  head = (await send(`repos/${APP}/commits/main`)).sha;
});

afterAll(async () => {
  await github.close();
  await rm(directory, { recursive: true });
});

beforeEach(() => {
  github.clearFaults();
  github.forgetRequests();
});

const tokenFor = (repositories: readonly string[], deployments: "read" | "write" = "write"): string =>
  github.createToken({
    actor: "github-actions[bot]",
    kind: "actions",
    repositories,
    permissions: { deployments, contents: "write", statuses: "write" },
  });

async function send(path: string, body?: object): Promise<{ sha: string; id: number }> {
  const answer = await fetch(`${github.apiUrl}/${path}`, {
    headers: { authorization: `Bearer ${tokenFor([APP, "acme/other"])}` },
    ...(body !== undefined && { method: "POST", body: JSON.stringify(body) }),
  });
  if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
  return (await answer.json()) as { sha: string; id: number };
}

/** Each test has an environment of its own. */
function fresh(prefix = "staging"): string {
  count += 1;
  return `${prefix}-${count}`;
}

const stepOf = (inputs: Record<string, string>, step: Partial<Step> = {}): Step => ({
  action: "actions/create-deployment",
  github,
  token,
  repository: APP,
  sha: head,
  event: { name: "push", payload: { repository: { default_branch: "main" } } },
  runId: 42,
  ...step,
  inputs,
});

const run = (inputs: Record<string, string>, step: Partial<Step> = {}): Promise<StepResult> =>
  runStep(stepOf(inputs, step));

/** The step at the end of the job. */
const end = (
  inputs: Record<string, string>,
  { state }: Pick<StepResult, "state">,
  jobStatus: Step["jobStatus"],
  step: Partial<Step> = {},
): Promise<StepResult> =>
  runStep(stepOf(inputs, { ...step, stage: "post", state, ...(jobStatus && { jobStatus }) }));

const deploymentsOf = (environment: string, repository = APP): readonly Deployment[] =>
  github.deployments(repository).filter((deployment) => deployment.environment === environment);

/** States as they came, the first one first. */
const statesOf = ({ statuses }: Deployment): string[] => statuses.map(({ state }) => state).toReversed();

const requests = (): string[] => github.requests.map(({ operation }) => operation.replace("repos/", ""));

const errorOf = ({ annotations }: StepResult): string =>
  annotations.find(({ level }) => level === "error")?.message ?? "";

describe("a deployment", () => {
  test("is in progress at once, and what the job became at its end: three requests", async () => {
    const environment = fresh();
    const inputs = { environment, description: "Deploys\nthe app" };
    const main = await run(inputs);
    expect(main.exitCode).toBe(0);
    const [deployment] = deploymentsOf(environment);
    expect(deployment).toMatchObject({
      sha: head,
      ref: head,
      task: "deploy",
      description: "Deploys the app",
      transient: false,
      production: false,
      payload: { creation_id: expect.stringMatching(/^[0-9a-f-]{36}$/) },
    });
    expect(deployment?.statuses).toMatchObject([
      { state: "in_progress", description: "Deploys the app", logUrl: `${github.url}${PAGE}` },
    ]);
    expect(main.outputs).toEqual({
      "deployment-id": String(deployment!.id),
      result: "created",
      state: "in_progress",
      inactivated: "",
    });
    expect(main.log).toContain("No commit status of it was checked: required-contexts names none.");
    expect(main.summary).toContain(`Deployment ${deployment!.id}`);
    expect(main.masked).toEqual([token]);

    const post = await end({ ...inputs, "environment-url": "https://app.example.org" }, main, "success");
    expect(post.exitCode).toBe(0);
    expect(deploymentsOf(environment)[0]?.statuses[0]).toMatchObject({
      state: "success",
      description: "Deploys the app",
      environmentUrl: "https://app.example.org",
    });
    expect(requests()).toEqual(["create-deployment", "create-deployment-status", "create-deployment-status"]);
  });

  test.each([
    ["success", "success", "Succeeded"],
    ["failure", "failure", "Failed"],
    ["cancelled", "error", "Cancelled"],
  ] as const)("of a job that ends with %s is a %s", async (jobStatus, state, words) => {
    const environment = fresh();
    const post = await end({ environment }, await run({ environment }), jobStatus);
    expect(post.exitCode).toBe(0);
    const [deployment] = deploymentsOf(environment);
    expect(statesOf(deployment!)).toEqual(["in_progress", state]);
    expect(deployment!.statuses[0]?.description).toBe(words);
  });

  test("goes on in another job, whose outcome counts", async () => {
    const environment = fresh();
    const { outputs } = await run({ environment, state: "queued" });
    const inputs = { "deployment-id": outputs["deployment-id"]! };
    github.forgetRequests();
    const main = await run(inputs);
    expect(main.outputs).toMatchObject({ ...inputs, result: "continued", state: "in_progress" });
    await end(inputs, main, "failure");
    expect(statesOf(deploymentsOf(environment)[0]!)).toEqual(["queued", "in_progress", "failure"]);
    expect(requests()).toEqual(["create-deployment-status", "create-deployment-status"]);
  });

  test.each(["queued", "success", "inactive"])(
    "that is to be %s is just that, and the end of the job says nothing",
    async (state) => {
      const environment = fresh();
      const main = await run({ environment, state });
      github.forgetRequests();
      const post = await end({ environment, state }, main, "failure");
      expect([main.exitCode, post.exitCode, post.log]).toEqual([0, 0, ""]);
      expect(statesOf(deploymentsOf(environment)[0]!)).toEqual([state]);
      expect(requests()).toEqual([]);
    },
  );

  test("has what was asked for", async () => {
    const environment = fresh();
    const production = { transient: "true", production: "true", task: "migrate" };
    const inputs = { ref: "main", payload: '{"cluster":"eu"}', "log-url": "https://logs.example.org/1" };
    const { log } = await run({ environment, ...production, ...inputs });
    expect(log).toContain(`of main, which is ${head}, to ${environment}`);
    expect(deploymentsOf(environment)).toMatchObject([
      {
        ref: "main",
        sha: head,
        transient: true,
        production: true,
        task: "migrate",
        payload: { cluster: "eu" },
        statuses: [{ logUrl: "https://logs.example.org/1" }],
      },
    ]);
  });

  test("makes the environment's earlier ones inactive when it succeeds, unless told not to", async () => {
    const environment = fresh();
    const success = { environment, state: "success" };
    await run(success);
    await run(success);
    await run({ ...success, "auto-inactive": "false" });
    expect(deploymentsOf(environment).map(({ statuses }) => statuses[0]?.state)).toEqual([
      "success",
      "success",
      "inactive",
    ]);
  });

  test.each<[string, string, Readonly<Record<string, unknown>>]>([
    ["a pull request", "pull_request", { pull_request: { head: { sha: "HEAD" } } }],
    ["a finished run", "workflow_run", { workflow_run: { head_sha: "HEAD" } }],
    [
      "the source of a dispatch",
      "repository_dispatch",
      { client_payload: { source: { repository: APP, sha: "HEAD" } } },
    ],
  ])("is of the commit of %s, and not of GITHUB_SHA", async (_what, name, event) => {
    const environment = fresh();
    const payload = JSON.parse(JSON.stringify(event).replace("HEAD", head)) as Step["event"]["payload"];
    const { exitCode } = await run({ environment }, { event: { name, payload }, sha: "f".repeat(40) });
    expect(exitCode).toBe(0);
    expect(deploymentsOf(environment)[0]?.sha).toBe(head);
  });

  test("is made in the repository that is named, by a token for it", async () => {
    const environment = fresh();
    const inputs = { environment, repository: "acme/other", ref: "main", token: tokenFor(["acme/other"]) };
    await end(inputs, await run(inputs), "success");
    expect(deploymentsOf(environment)).toEqual([]);
    expect(statesOf(deploymentsOf(environment, "acme/other")[0]!)).toEqual(["in_progress", "success"]);
  });
});

describe("commit statuses", () => {
  test("that are required and fail are named", async () => {
    const environment = fresh();
    await send(`repos/${APP}/statuses/${head}`, { state: "failure", context: "ci/build" });
    const result = await run({ environment, "required-contexts": "ci/build\nci/never\n" });
    expect(result.exitCode).toBe(1);
    expect(errorOf(result)).toMatch(
      /^Could not create a deployment of [0-9a-f]{40} to \S+ in acme\/app: GitHub answered 409, .*ci\/build is failure.*required-contexts\.$/s,
    );
    expect(result.outputs).toMatchObject({ "deployment-id": "", result: "", state: "" });
    const post = await end({ environment }, result, "failure");
    expect(post.log).toContain("there is none to finish");
    expect(post.exitCode).toBe(0);
  });

  test("count all with the word, and not without", async () => {
    const environment = fresh();
    await send(`repos/${APP}/statuses/${head}`, { state: "failure", context: "ci/build" });
    expect((await run({ environment, "required-contexts": "all" })).exitCode).toBe(1);
    expect((await run({ environment })).exitCode).toBe(0);
    await send(`repos/${APP}/statuses/${head}`, { state: "success", context: "ci/build" });
    const { log } = await run({ environment, "required-contexts": "ci/build" });
    expect(log).toContain("These commit statuses of it were success: ci/build.");
  });
});

describe("auto-merge", () => {
  const commitTo = async (branch: string, path: string, text: string): Promise<void> => {
    const answer = await fetch(`${github.apiUrl}/repos/acme/other/contents/${path}`, {
      method: "PUT",
      headers: { authorization: `Bearer ${tokenFor(["acme/other"])}` },
      body: JSON.stringify({ message: path, branch, content: Buffer.from(text).toString("base64") }),
    });
    if (!answer.ok) throw new Error(await answer.text());
  };
  const branchOff = async (name: string): Promise<void> => {
    await promisify(execFile)("git", ["branch", name, "main"], {
      cwd: github.repository("acme/other").gitDir,
    });
  };
  const inputs = (environment: string, ref: string) => ({
    environment,
    ref,
    repository: "acme/other",
    token: tokenFor(["acme/other"]),
    "auto-merge": "true",
  });

  test("that merges makes no deployment, and says what to do", async () => {
    const environment = fresh();
    await branchOff("topic");
    await commitTo("main", "news.txt", "1\n");
    const main = await run(inputs(environment, "topic"));
    expect(main.exitCode).toBe(0);
    expect(main.outputs).toEqual({ "deployment-id": "", result: "merged", state: "", inactivated: "" });
    expect(main.annotations).toMatchObject([
      { level: "warning", message: expect.stringContaining("GitHub merged the default branch into topic") },
    ]);
    github.forgetRequests();
    expect((await end(inputs(environment, "topic"), main, "success")).exitCode).toBe(0);
    expect(requests()).toEqual([]);
    expect(deploymentsOf(environment, "acme/other")).toEqual([]);
    // The merge is there now, and can be deployed.
    expect((await run(inputs(environment, "topic"))).outputs["result"]).toBe("created");
  });

  test("that conflicts says what to do", async () => {
    await branchOff("clash");
    await commitTo("main", "clash.txt", "main\n");
    await commitTo("clash", "clash.txt", "clash\n");
    const result = await run(inputs(fresh(), "clash"));
    expect(errorOf(result)).toMatch(
      /GitHub answered 409, .*Conflict merging main into clash.*Merge the default branch into clash by hand, or set auto-merge to false\.$/s,
    );
  });
});

describe("a lost answer", () => {
  test("of the creation makes no second deployment", async () => {
    const environment = fresh();
    github.inject({
      operation: "repos/create-deployment",
      fault: { kind: "drop", when: "after" },
      times: 1,
    });
    const { exitCode, outputs } = await run({ environment });
    expect(exitCode).toBe(0);
    expect(deploymentsOf(environment).map(({ id }) => String(id))).toEqual([outputs["deployment-id"]]);
    expect(requests()).toEqual(["create-deployment", "list-deployments", "create-deployment-status"]);
  });

  test("of a creation that did not happen is sent again, once it was looked for", async () => {
    const environment = fresh();
    const fault = { kind: "drop", when: "before" } as const;
    github.inject({ operation: "repos/create-deployment", fault, times: 1 });
    const { exitCode } = await run({ environment });
    expect(exitCode).toBe(0);
    expect(deploymentsOf(environment)).toHaveLength(1);
    expect(requests()).toEqual([
      "create-deployment",
      ...Array.from({ length: 4 }, () => "list-deployments"),
      "create-deployment",
      "create-deployment-status",
    ]);
  });

  test("that was cut off makes no second deployment", async () => {
    const environment = fresh();
    github.inject({ operation: "repos/create-deployment", fault: { kind: "cut" }, times: 1 });
    const { exitCode, outputs } = await run({ environment });
    expect(exitCode).toBe(0);
    expect(deploymentsOf(environment).map(({ id }) => String(id))).toEqual([outputs["deployment-id"]]);
  });

  test("of a state is sent again", async () => {
    const environment = fresh();
    const fault = { kind: "status", status: 502 } as const;
    github.inject({ operation: "repos/create-deployment-status", fault, times: 2 });
    await run({ environment });
    expect(statesOf(deploymentsOf(environment)[0]!)).toEqual(["in_progress"]);
  });
});

describe("a step that fails after the creation", () => {
  test("leaves the id, and the end of the job finishes the deployment", async () => {
    const environment = fresh();
    const fault = { kind: "status", status: 403, message: "Resource not accessible by integration" } as const;
    github.inject({ operation: "repos/create-deployment-status", fault, times: 1 });
    const main = await run({ environment, state: "success" });
    expect(main.exitCode).toBe(1);
    const [deployment] = deploymentsOf(environment);
    expect(main.outputs).toMatchObject({ "deployment-id": String(deployment!.id), result: "created" });
    await end({ environment, state: "success" }, main, "failure");
    expect(statesOf(deploymentsOf(environment)[0]!)).toEqual(["failure"]);
  });

  test("or is killed before it heard of it, is found by the end of the job", async () => {
    const environment = fresh();
    const kill = new AbortController();
    const lost = { kind: "drop", when: "after" } as const;
    github.inject({ operation: "repos/create-deployment", fault: lost, times: 1 });
    github.inject({ operation: "repos/list-deployments", fault: { kind: "status", status: 502 } });
    const waiting = run({ environment }, { kill: kill.signal });
    while (!requests().includes("list-deployments")) await sleep(20);
    kill.abort();
    const main = await waiting;
    expect([main.exitCode, main.outputs["deployment-id"]]).toEqual([null, ""]);
    github.clearFaults();
    expect((await end({ environment }, main, "cancelled")).exitCode).toBe(0);
    expect(deploymentsOf(environment).map(statesOf)).toEqual([["error"]]);
  });

  test("or is killed, is found although GitHub stumbles at the end of the job", async () => {
    const environment = fresh();
    const kill = new AbortController();
    github.inject({
      operation: "repos/create-deployment",
      fault: { kind: "drop", when: "after" },
      times: 1,
    });
    github.inject({ operation: "repos/list-deployments", fault: { kind: "status", status: 502 } });
    const waiting = run({ environment }, { kill: kill.signal });
    while (!requests().includes("list-deployments")) await sleep(20);
    kill.abort();
    const main = await waiting;
    github.clearFaults();
    github.inject({ operation: "repos/list-deployments", fault: { kind: "status", status: 502 }, times: 1 });
    expect((await end({ environment }, main, "cancelled")).exitCode).toBe(0);
    expect(deploymentsOf(environment).map(statesOf)).toEqual([["error"]]);
  });
});

describe("inactivate", () => {
  const inactivate = (environment: string) => run({ environment, inactivate: "true" });

  test("ends what is active of a preview, with two requests", async () => {
    const environment = fresh("preview/pr");
    for (const state of ["success", "failure", "success", "in_progress"]) {
      await run({ environment, state, transient: "true" });
    }
    github.forgetRequests();
    const { exitCode, outputs, summary } = await inactivate(environment);
    expect(exitCode).toBe(0);
    expect(outputs).toEqual({
      "deployment-id": "",
      result: "inactivated",
      state: "inactive",
      inactivated: "3",
    });
    expect(deploymentsOf(environment).map((deployment) => statesOf(deployment).at(-1))).toEqual([
      "inactive",
      "inactive",
      "failure",
      "inactive",
    ]);
    expect(summary).toContain("Made 3 deployments");
    expect(requests()).toEqual(["graphql:DeploymentsOfEnvironment", "graphql:SetDeploymentStates"]);
    github.forgetRequests();
    expect((await inactivate(environment)).outputs).toMatchObject({ inactivated: "0", state: "" });
    expect(requests()).toEqual(["graphql:DeploymentsOfEnvironment"]);
  });

  test("of an environment that never was is no failure", async () => {
    const { exitCode, outputs } = await inactivate(fresh());
    expect([exitCode, outputs["inactivated"]]).toEqual([0, "0"]);
  });

  test("without the permission says which one", async () => {
    const result = await run({ environment: fresh(), inactivate: "true", token: tokenFor(["acme/other"]) });
    expect(errorOf(result)).toContain("needs deployments: write");
  });
});

describe("with 1,000 older deployments", () => {
  const environment = "crowded";

  beforeAll(async () => {
    const body = { ref: head, environment, auto_merge: false, required_contexts: [] };
    for (let made = 0; made < 1000; made += 20) {
      await Promise.all(
        Array.from({ length: 20 }, async () => {
          const { id } = await send(`repos/${APP}/deployments`, body);
          await send(`repos/${APP}/deployments/${id}/statuses`, { state: "inactive" });
        }),
      );
    }
  });

  test("a deployment takes the same three requests", async () => {
    github.forgetRequests();
    await end({ environment }, await run({ environment }), "success");
    expect(requests()).toHaveLength(3);
  });

  test("inactivating takes three: the second hundred is looked at, and no more", async () => {
    github.forgetRequests();
    expect((await run({ environment, inactivate: "true" })).outputs["inactivated"]).toBe("1");
    expect(requests()).toEqual([
      "graphql:DeploymentsOfEnvironment",
      "graphql:SetDeploymentStates",
      "graphql:DeploymentsOfEnvironment",
    ]);
  });
});

describe("bad input", () => {
  test.each<[string, Record<string, string>, string]>([
    ["no environment", {}, "Input environment is empty: give where to deploy, such as staging"],
    [
      "an environment of 300 characters",
      { environment: "e".repeat(300) },
      `Input environment is "${"e".repeat(120)}…": it has 300 characters, and 255 are allowed.`,
    ],
    ["an environment of two lines", { environment: "a\nb" }, "one line of text is allowed."],
    [
      "a state that is none",
      { environment: "x", state: "done" },
      'Input state is "done": auto or error or failure or inactive or in_progress or queued or pending or success is allowed.',
    ],
    [
      "an id that is none",
      { "deployment-id": "abc" },
      'Input deployment-id is "abc": the output deployment-id of another step is allowed.',
    ],
    [
      "a deployment to continue and to inactivate",
      { "deployment-id": "1", inactivate: "true" },
      "with deployment-id, say state: inactive instead.",
    ],
    ["a payload that is no JSON", { environment: "x", payload: "{" }, "it is not JSON: "],
    ["a payload that is a list", { environment: "x", payload: "[]" }, "a JSON object is allowed"],
    [
      "an address that is none",
      { environment: "x", "environment-url": "app.example.org" },
      'Input environment-url is "app.example.org": an address with https:// is allowed.',
    ],
    [
      "auto-merge without a branch",
      { environment: "x", "auto-merge": "true" },
      "with auto-merge, give the branch that GitHub is to merge into.",
    ],
    [
      "a repository that is none",
      { environment: "x", repository: "acme" },
      'Input repository is "acme": owner/name is allowed.',
    ],
    [
      "another repository without a ref",
      { environment: "x", repository: "acme/other" },
      "the event push tells no commit of acme/other",
    ],
    ["no token", { environment: "x", token: "" }, "give a token with deployments: write"],
  ])("%s is refused before anything is sent", async (_name, inputs, message) => {
    const result = await run(inputs);
    expect(result.exitCode).toBe(1);
    expect(errorOf(result)).toContain(message);
    expect(result.outputs).toEqual({ "deployment-id": "", result: "", state: "", inactivated: "" });
    expect(requests()).toEqual([]);
  });

  test("leaves nothing to do for the end of the job", async () => {
    const post = await end({}, await run({}), "failure");
    expect([post.exitCode, post.log, requests()]).toEqual([0, "", []]);
  });

  test("a ref that was not pushed says where to find one", async () => {
    const result = await run({ environment: fresh(), ref: "nowhere" });
    expect(errorOf(result)).toContain(
      "GitHub answered 422, No ref found for: nowhere. Give in ref a branch, a tag or a full commit id that acme/app has.",
    );
  });

  test("a deployment of another repository says so", async () => {
    const { id } = await send("repos/acme/other/deployments", { ref: "main", required_contexts: [] });
    const result = await run({ "deployment-id": String(id) });
    expect(errorOf(result)).toContain(
      `GitHub answered 404, Not Found. Either deployment ${id} is not one of acme/app (an id counts in the repository that it was made in)`,
    );
  });

  test("a token without the permission says which one is missing", async () => {
    const result = await run({ environment: fresh(), token: tokenFor([APP], "read") });
    expect(errorOf(result)).toContain("lacks a permission there: it needs deployments: write.");
  });

  test("a description of 500 characters, with emoji and line breaks, is shortened", async () => {
    const environment = fresh();
    const { exitCode } = await run({ environment, description: "Deploys 🚀\nall of it. ".repeat(25) });
    expect(exitCode).toBe(0);
    const { description } = deploymentsOf(environment)[0]!;
    expect(description).toMatch(/^Deploys all of it\. .*…$/);
    expect(description!.length).toBeLessThanOrEqual(140);
  });
});
