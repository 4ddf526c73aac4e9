import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { send, type TestAnswer } from "../../http/testing.ts";
import type { WorkflowEvent } from "../model.ts";
import { testGitHub, tokenFor, type TestGitHub } from "../testing.ts";

let github: TestGitHub;
let token: string;
let sha: string;

beforeAll(async () => {
  github = await testGitHub();
  await github.createRepository("acme/my-app", { files: { a: "1" } });
  token = tokenFor(github, ["acme/my-app"], { statuses: "write", contents: "read" });
  sha = (await send(`${github.apiUrl}/repos/acme/my-app/commits/main`, { token })).json.sha;
});
afterAll(() => github.stop());

const api = (path: string, body?: unknown, by = token): Promise<TestAnswer> =>
  send(`${github.apiUrl}/repos/acme/my-app/${path}`, { token: by, body });
const create = (body: unknown, of = sha): Promise<TestAnswer> => api(`statuses/${of}`, body);

test("one state for all contexts: the last of each, whatever its case", async () => {
  const combined = async (): Promise<unknown> => {
    const { json } = await api("commits/main/status");
    return [json.state, json.total_count, json.statuses.map(({ context }: { context: string }) => context)];
  };
  expect(await combined()).toEqual(["pending", 0, []]);
  await create({ state: "pending", context: "CI" });
  expect(await combined()).toEqual(["pending", 1, ["CI"]]);
  await create({ state: "error" });
  await create({ state: "success", context: "ci", description: "Fine", target_url: "https://ci.example" });
  expect(await combined()).toEqual(["failure", 2, ["ci", "default"]]);
  await create({ state: "success", context: "default" });
  expect(await combined()).toEqual(["success", 2, ["ci", "default"]]);

  const { json } = await api(`commits/${sha}/statuses`);
  expect(json.map((status: { state: string }) => status.state)).toEqual([
    "success",
    "success",
    "error",
    "pending",
  ]);
  expect(json[1]).toMatchObject({
    context: "ci",
    description: "Fine",
    target_url: "https://ci.example",
    creator: { login: "octocat", type: "User" },
  });
  expect(json[0]).toMatchObject({ description: null, target_url: null });
  expect(github.statuses("acme/my-app", sha)[1]).toMatchObject({ context: "ci", creator: "octocat" });
});

const complaint = (field: string, what: string): unknown => ({
  message: "Validation Failed",
  errors: [{ resource: "Status", code: "custom", field, message: `${field} ${what}` }],
});

describe("422 for", () => {
  test.each([
    ["a state that is none", { state: "done" }, complaint("state", "is not included in the list")],
    [
      "141 characters",
      { state: "success", description: "x".repeat(141) },
      complaint("description", "is too long (maximum is 140 characters)"),
    ],
    [
      "another scheme",
      { state: "success", target_url: "ftp://x" },
      complaint("target_url", "must use http(s) scheme"),
    ],
    ["no state", {}, { message: 'Invalid request.\n\n"state" wasn\'t supplied.' }],
    [
      "an unknown key",
      { state: "success", name: "x" },
      { message: 'Invalid request.\n\n"name" is not a permitted key.' },
    ],
  ])("%s", async (_, body, expected) => {
    const { status, json } = await create(body);
    expect([status, json]).toEqual([422, expect.objectContaining(expected as object)]);
  });

  test.each([["f".repeat(40)], ["main"], ["abc"]])("the commit %s", async (unknown) => {
    const { status, json } = await create({ state: "success" }, unknown);
    expect([status, json.message]).toEqual([422, `No commit found for SHA: ${unknown}`]);
  });

  test("the 1,001st of a context, whatever its case", async () => {
    github.seedStatuses("acme/my-app", 999, { sha, state: "pending", context: "Many" });
    expect((await create({ state: "pending", context: "Many" })).status).toBe(201);
    const { status, json } = await create({ state: "success", context: "many" });
    expect([status, json.errors]).toEqual([
      422,
      [
        {
          resource: "Status",
          code: "custom",
          message: "This SHA and context has reached the maximum number of statuses.",
        },
      ],
    ]);
    expect((await create({ state: "success", context: "other" })).status).toBe(201);
  });
});

test("140 emoji are 140 characters", async () => {
  const description = "🚀".repeat(140);
  const { status, json } = await create({ state: "success", context: "emoji", description });
  expect([status, json.description]).toEqual([201, description]);
});

test("403 without the permission, which is named", async () => {
  const reader = tokenFor(github, ["acme/my-app"], { statuses: "read", contents: "write" }, "actions");
  const { status, json, headers } = await api(`statuses/${sha}`, { state: "success" }, reader);
  expect([status, json.message]).toEqual([403, "Resource not accessible by integration"]);
  expect(headers.get("x-accepted-github-permissions")).toBe("statuses=write");
});

test("starts workflows on the default branch, but not those of a job's own token", async () => {
  const events: WorkflowEvent[] = [];
  const stop = github.onEvent((event) => events.push(event));
  await create({ state: "success", context: "told" });
  const job = tokenFor(github, ["acme/my-app"], { statuses: "write" }, "actions");
  await api(`statuses/${sha}`, { state: "success", context: "untold" }, job);
  stop();
  expect(events).toMatchObject([
    { name: "status", ref: "refs/heads/main", payload: { context: "told", state: "success", sha } },
  ]);
});
