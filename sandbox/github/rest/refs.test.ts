import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { send, type TestAnswer } from "../../http/testing.ts";
import type { WorkflowEvent } from "../model.ts";
import { authenticated, runGit, testGitHub, tokenFor, type TestGitHub } from "../testing.ts";

let github: TestGitHub;
let token: string;
let first: string;
let second: string;

beforeAll(async () => {
  github = await testGitHub();
  const { cloneUrl } = await github.createRepository("acme/releases", { files: { a: "1" } });
  token = tokenFor(github, ["acme/releases"], { contents: "write" });
  await runGit(github.directory, "clone", "-q", authenticated(cloneUrl, token), "work");
  const work = `${github.directory}/work`;
  first = (await runGit(work, "rev-parse", "HEAD")).trim();
  await runGit(work, "commit", "-q", "--allow-empty", "-m", "Second\n\nWith a body");
  second = (await runGit(work, "rev-parse", "HEAD")).trim();
  await runGit(work, "tag", "-a", "v1", "-m", "v1");
  await runGit(work, "push", "-q", "origin", "HEAD:refs/heads/feature/x", "v1");
});
afterAll(() => github.stop());

const api = (
  path: string,
  request: { method?: string; body?: unknown; headers?: Record<string, string> } = {},
): Promise<TestAnswer> =>
  send(`${github.apiUrl}/repos/acme/releases/${path}`, {
    token,
    ...(request.method === undefined ? {} : { method: request.method }),
    body: request.body,
    ...(request.headers === undefined ? {} : { headers: request.headers }),
  });
const update = (ref: string, body: unknown): Promise<TestAnswer> =>
  api(`git/refs/${ref}`, { method: "PATCH", body });

describe("git/ref", () => {
  test("names what it points to", async () => {
    expect((await api("git/ref/heads/feature/x")).json).toMatchObject({
      ref: "refs/heads/feature/x",
      object: { type: "commit", sha: second },
    });
    expect((await api("git/ref/tags/v1")).json.object.type).toBe("tag");
    expect((await api("git/ref/heads/feature")).status).toBe(404);
  });
});

describe("PATCH git/refs", () => {
  test.each([
    ["heads/none", () => second, "Reference does not exist"],
    ["heads/main", () => "0".repeat(40), "Object does not exist"],
    [
      "heads/main",
      () => "main",
      "The sha parameter must be exactly 40 characters and contain only [0-9a-f].",
    ],
    ["heads/feature/x", () => first, "Update is not a fast forward"],
  ])("422 for %s", async (ref, sha, message) => {
    const { status, json } = await update(ref, { sha: sha() });
    expect([status, json.message]).toEqual([422, message]);
  });

  test("moves a branch forward, and back by force", async () => {
    const events: WorkflowEvent[] = [];
    const stop = github.onEvent((event) => events.push(event));
    expect((await update("heads/main", { sha: second })).json.object.sha).toBe(second);
    expect((await update("heads/main", { sha: first, force: true })).json.object.sha).toBe(first);
    stop();
    expect(events.map(({ payload }) => [payload["before"], payload["after"], payload["forced"]])).toEqual([
      [first, second, false],
      [second, first, true],
    ]);
  });
});

describe("commits", () => {
  test.each([["feature/x"], ["heads/feature/x"], ["v1"], ["tags/v1"]])("finds %s", async (ref) => {
    const { json } = await api(`commits/${ref}`);
    expect(json).toMatchObject({ sha: second, parents: [{ sha: first }], author: null });
    expect(json.commit).toMatchObject({ message: "Second\n\nWith a body", author: { name: "Mona" } });
  });

  test("gives the id alone", async () => {
    const { text } = await api("commits/feature/x", { headers: { accept: "application/vnd.github.sha" } });
    expect(text).toBe(second);
  });

  test("gives nothing to who has the id already, and does not count that", async () => {
    const ask = (etag: string) =>
      api("commits/feature/x", { headers: { accept: "application/vnd.github.sha", "if-none-match": etag } });
    const used = async () => Number((await ask('"another"')).headers.get("x-ratelimit-used"));
    const before = await used();
    const { status, text, headers } = await ask(`"${second}"`);
    expect([status, text, headers.get("etag")]).toEqual([304, "", `"${second}"`]);
    expect(await used()).toBe(before + 1);
  });

  test("knows the conditions of no other answer", async () => {
    expect((await api("commits/feature/x", { headers: { "if-none-match": '"it"' } })).status).toBe(501);
  });

  test("422 for what is no commit", async () => {
    const { status, json } = await api("commits/none");
    expect([status, json.message]).toEqual([422, "No commit found for SHA: none"]);
  });
});

test("branches", async () => {
  const { json } = await api("branches/feature/x");
  expect(json).toMatchObject({ name: "feature/x", protected: false, commit: { sha: second } });
  const none = await api("branches/none");
  expect([none.status, none.json.message]).toEqual([404, "Branch not found"]);
});
