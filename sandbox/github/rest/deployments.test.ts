import { writeFile } from "node:fs/promises";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "@jest/globals";
import { send, type TestAnswer } from "../../http/testing.ts";
import type { WorkflowEvent } from "../model.ts";
import { authenticated, runGit, testGitHub, tokenFor, type TestGitHub } from "../testing.ts";

let github: TestGitHub;
let token: string;
let repository: string;
let number = 0;

beforeAll(async () => {
  github = await testGitHub();
});
afterAll(() => github.stop());
beforeEach(async () => {
  repository = `acme/app-${++number}`;
  await github.createRepository(repository, { files: { a: "1" } });
  token = tokenFor(github, [repository], { deployments: "write", statuses: "write", contents: "write" });
});

const api = (
  path: string,
  request: { body?: unknown; method?: string; token?: string } = {},
): Promise<TestAnswer> => send(`${github.apiUrl}/repos/${repository}/${path}`, { token, ...request });
const create = (body: object): Promise<TestAnswer> => api("deployments", { body });
const mark = (id: number, body: object): Promise<TestAnswer> => api(`deployments/${id}/statuses`, { body });
const shaOf = async (ref: string): Promise<string> => (await api(`commits/${ref}`)).json.sha;
const states = (): Record<number, string | undefined> =>
  Object.fromEntries(github.deployments(repository).map(({ id, statuses }) => [id, statuses[0]?.state]));

test("a deployment with GitHub's defaults", async () => {
  const { status, json } = await create({ ref: "main" });
  expect(status).toBe(201);
  expect(json).toMatchObject({
    ref: "main",
    sha: await shaOf("main"),
    task: "deploy",
    environment: "production",
    original_environment: "production",
    production_environment: true,
    transient_environment: false,
    payload: {},
    description: null,
    creator: { login: "octocat" },
  });
  expect((await create({ ref: "main", environment: "dev" })).json.production_environment).toBe(false);
  expect((await api(`deployments/${json.id}`)).json).toEqual(json);
  expect((await api("deployments/1")).status).toBe(404);
});

describe("422 for", () => {
  const complaint = (field: string, message: string): unknown => [
    { resource: "Deployment", code: "custom", field, message: `${field} ${message}` },
  ];
  test.each([
    [{ ref: "none" }, "No ref found for: none", undefined],
    [{}, 'Invalid request.\n\n"ref" wasn\'t supplied.', undefined],
    [
      { ref: "main", environment: "e".repeat(256) },
      "Validation Failed",
      complaint("environment", "is too long (maximum is 255 characters)"),
    ],
    [
      { ref: "main", description: "d".repeat(141) },
      "Validation Failed",
      complaint("description", "is too long (maximum is 140 characters)"),
    ],
    [
      { ref: "main", required_contexts: "ci" },
      "Invalid request.\n\nFor 'properties/required_contexts', \"ci\" is not an array.",
      undefined,
    ],
  ])("%j", async (body, message, errors) => {
    const { status, json } = await create(body);
    expect([status, json.message, json.errors]).toEqual([422, message, errors]);
  });
});

describe("required_contexts", () => {
  test.each([
    ["left out: every submitted context", undefined, [["ci", "pending"]]],
    ["none", [], undefined],
    ["one that is success", ["DOCS"], undefined],
    [
      "one that nobody submitted",
      ["docs", "lint"],
      [
        ["docs", "success"],
        ["lint", "pending"],
      ],
    ],
  ])("%s", async (_, required, failing) => {
    const sha = await shaOf("main");
    await api(`statuses/${sha}`, { body: { state: "success", context: "docs" } });
    await api(`statuses/${sha}`, { body: { state: "pending", context: "ci" } });
    const { status, json } = await create({ ref: "main", required_contexts: required });
    if (failing === undefined) {
      expect(status).toBe(201);
      return;
    }
    expect([status, json.message]).toEqual([409, "Commit status checks failed for main."]);
    expect(json.errors).toMatchObject([
      { resource: "Deployment", field: "required_contexts", code: "invalid" },
    ]);
    const contexts = failing.map(([context, state]) => ({ context, state }));
    expect(json.errors[0].contexts).toEqual(expect.arrayContaining(contexts));
    expect(github.deployments(repository)).toEqual([]);
  });
});

/** A branch `topic` that is behind main by one commit. */
async function fallBehind(file: string): Promise<void> {
  const { cloneUrl } = github.repository(repository);
  const folder = `${github.directory}/work-${number}`;
  await runGit(github.directory, "clone", "-q", authenticated(cloneUrl, token), folder);
  const commit = async (name: string, branch: string): Promise<void> => {
    await writeFile(`${folder}/${name}`, `${branch}\n`);
    await runGit(folder, "add", ".");
    await runGit(folder, "commit", "-qm", `${branch} changes ${name}`);
  };
  await runGit(folder, "checkout", "-qb", "topic");
  await commit(file, "topic");
  await runGit(folder, "checkout", "-q", "main");
  await commit("a", "main");
  await runGit(folder, "push", "-q", "origin", "main", "topic");
}

describe("auto_merge", () => {
  test("is on by default: merges the default branch into the branch, and makes no deployment", async () => {
    await fallBehind("topic.txt");
    const before = await shaOf("topic");
    const { status, json } = await create({ ref: "topic" });
    expect([status, json]).toEqual([202, { message: "Auto-merged main into topic on deployment." }]);
    expect(github.deployments(repository)).toEqual([]);
    const { parents } = (await api("commits/topic")).json;
    expect(parents.map(({ sha }: { sha: string }) => sha)).toEqual([before, await shaOf("main")]);
    expect((await create({ ref: "topic" })).status).toBe(201);
  });

  test("409 when both changed the same lines, and for anything that is not a branch", async () => {
    await fallBehind("a");
    const sha = await shaOf("topic");
    for (const ref of ["topic", "refs/heads/topic", sha]) {
      const { status, json } = await create({ ref });
      expect([status, json.message]).toEqual([409, `Conflict merging main into ${ref}.`]);
      expect((await create({ ref, auto_merge: false })).status).toBe(201);
    }
    expect(await shaOf("topic")).toBe(sha);
  });
});

describe("statuses", () => {
  test("show the state, the environment and where to look", async () => {
    const { id } = (await create({ ref: "main", environment: "dev" })).json;
    await mark(id, { state: "in_progress", log_url: "https://log.example" });
    const { status, json } = await mark(id, {
      state: "success",
      environment: "stage",
      environment_url: "https://app.example",
      description: "Up",
    });
    expect(status).toBe(201);
    expect(json).toMatchObject({
      state: "success",
      description: "Up",
      environment: "stage",
      environment_url: "https://app.example",
      log_url: "",
      creator: { login: "octocat" },
    });
    const listed = (await api(`deployments/${id}/statuses`)).json;
    expect(listed.map(({ state }: { state: string }) => state)).toEqual(["success", "in_progress"]);
    expect(listed[1]).toMatchObject({ log_url: "https://log.example", target_url: "https://log.example" });
    expect((await api(`deployments/${id}/statuses/${json.id}`)).json).toEqual(json);
    expect((await api(`deployments/${id}`)).json).toMatchObject({
      environment: "stage",
      original_environment: "dev",
    });
    expect((await api(`deployments/${id}/statuses/1`)).status).toBe(404);
    expect((await mark(1, { state: "success" })).status).toBe(404);
  });

  test.each([
    [{ state: "done" }, "state is not included in the list"],
    [{ state: "error", description: "d".repeat(141) }, "description is too long (maximum is 140 characters)"],
    [{ state: "error", environment: "e".repeat(256) }, "environment is too long (maximum is 255 characters)"],
    [{ state: "error", environment_url: "app" }, "environment_url must use http(s) scheme"],
  ])("422 for %j", async (body, message) => {
    const { id } = (await create({ ref: "main" })).json;
    const { status, json } = await mark(id, body);
    expect([status, json.errors]).toMatchObject([422, [{ resource: "DeploymentStatus", message }]]);
    expect(states()).toEqual({ [id]: undefined });
  });

  test("auto_inactive: earlier, successful, of this environment, neither transient nor production", async () => {
    const ids: Record<string, number> = {};
    const deploy = async (name: string, body: object, state: string): Promise<void> => {
      ids[name] = (await create({ ref: "main", environment: "dev", ...body })).json.id;
      await mark(ids[name] ?? 0, { state, auto_inactive: false });
    };
    await deploy("replaced", {}, "success");
    await deploy("failed", {}, "failure");
    await deploy("transient", { transient_environment: true }, "success");
    await deploy("production", { production_environment: true }, "success");
    await deploy("elsewhere", { environment: "stage" }, "success");
    await deploy("new", {}, "in_progress");
    await deploy("later", {}, "success");
    const named = (): Record<string, string | undefined> => {
      const all = states();
      return Object.fromEntries(Object.entries(ids).map(([name, id]) => [name, all[id]]));
    };
    const before = named();
    await mark(ids["new"] ?? 0, { state: "failure" });
    await mark(ids["new"] ?? 0, { state: "success", auto_inactive: false });
    expect(named()).toEqual({ ...before, new: "success" });
    await mark(ids["new"] ?? 0, { state: "success" });
    expect(named()).toEqual({ ...before, new: "success", replaced: "inactive" });
  });
});

test("lists are filtered and paginated, newest first", async () => {
  const made: number[] = [];
  for (const environment of ["dev", "dev", "stage"]) {
    made.push((await create({ ref: "main", environment, task: `deploy:${environment}` })).json.id);
  }
  const [first = 0, second = 0, third = 0] = made;
  const found = async (query: string): Promise<unknown> =>
    (await api(`deployments?${query}`)).json.map(({ id }: { id: number }) => id);
  expect(await found("")).toEqual([third, second, first]);
  expect(await found("environment=dev")).toEqual([second, first]);
  expect(await found("task=deploy:stage")).toEqual([third]);
  expect(await found("ref=topic")).toEqual([]);
  expect(await found(`sha=${await shaOf("main")}&per_page=1&page=2`)).toEqual([second]);
});

test("an active deployment can be deleted only if it is the only one in its environment", async () => {
  const { id } = (await create({ ref: "main", environment: "dev" })).json;
  const other = (await create({ ref: "main", environment: "dev" })).json.id;
  await mark(id, { state: "success" });
  const refused = await api(`deployments/${id}`, { method: "DELETE" });
  expect([refused.status, refused.json.message]).toEqual([
    422,
    "We cannot delete an active deployment unless it is the only deployment in a given environment.",
  ]);
  expect((await api(`deployments/${other}`, { method: "DELETE" })).status).toBe(204);
  expect((await api(`deployments/${id}`, { method: "DELETE" })).status).toBe(204);
  expect(github.deployments(repository)).toEqual([]);
});

test("403 without the permission, naming it", async () => {
  const reader = tokenFor(github, [repository], { deployments: "read" }, "actions");
  const { status, headers } = await api("deployments", { body: { ref: "main" }, token: reader });
  expect([status, headers.get("x-accepted-github-permissions")]).toEqual([403, "deployments=write"]);
});

test("starts workflows, except for inactive and for a job's own token", async () => {
  const events: WorkflowEvent[] = [];
  const stop = github.onEvent((event) => events.push(event));
  const { id } = (await create({ ref: "main" })).json;
  await mark(id, { state: "success" });
  await mark(id, { state: "inactive" });
  await create({ ref: await shaOf("main") });
  const job = tokenFor(github, [repository], { deployments: "write" }, "actions");
  await api("deployments", { body: { ref: "main" }, token: job });
  stop();
  expect(events).toMatchObject([
    { name: "deployment", ref: "refs/heads/main", payload: { action: "created", deployment: { id } } },
    { name: "deployment_status", payload: { deployment_status: { state: "success" } } },
    { name: "deployment", ref: "" },
  ]);
});
