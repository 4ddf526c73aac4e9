import { afterEach, beforeEach, expect, test } from "@jest/globals";
import { send, type TestAnswer } from "../../http/testing.ts";
import type { WorkflowEvent } from "../model.ts";
import { testGitHub, tokenFor, type TestGitHub } from "../testing.ts";

const name = "acme/my-app";
const fork = "mona/my-app";

let github: TestGitHub;
let token: string;
let events: WorkflowEvent[];

beforeEach(async () => {
  github = await testGitHub();
  await github.createRepository(name, { files: { a: "1\n" } });
  await github.createRepository("acme/other", { files: { a: "1\n" } });
  await github.createBranch(name, "topic");
  await github.forkRepository(name, "mona");
  token = tokenFor(github, [name, fork, "acme/other"], { contents: "write", pull_requests: "write" });
  events = [];
  github.onEvent((event) => events.push(event));
});
afterEach(() => github.stop());

const api = (path: string, options: { method?: string; body?: unknown } = {}): Promise<TestAnswer> =>
  send(`${github.apiUrl}/repos/${path}`, { token, ...options });

async function put(repository: string, path: string, branch = "topic"): Promise<string> {
  const body = { message: `Write ${path}`, content: Buffer.from("x\n").toString("base64"), branch };
  const { status, json } = await api(`${repository}/contents/${path}`, { method: "PUT", body });
  expect(status).toBe(201);
  return json.commit.sha;
}

test("a fork has the branches of the original, and says what it is a fork of", async () => {
  const [original, copy] = [(await api(name)).json, (await api(fork)).json];
  expect([original.fork, original.parent, original.source]).toEqual([false, undefined, undefined]);
  expect(copy).toMatchObject({
    fork: true,
    owner: { login: "mona", type: "User" },
    parent: { full_name: name, id: original.id },
    source: { full_name: name },
  });
  expect((await api(`${fork}/commits/topic`)).json.sha).toBe((await api(`${name}/commits/topic`)).json.sha);
  await expect(github.forkRepository(name, "mona")).rejects.toThrow(
    "the repository mona/my-app exists already",
  );
});

test("its pull request names both repositories, and its commits can be read in the original", async () => {
  const sha = await put(fork, "b");
  const opened = await github.openPullRequest(name, { head: "mona:topic", by: "mona" });
  expect(opened.head).toMatchObject({ ref: "topic", sha, repository: { fullName: fork } });
  const { json } = await api(`${name}/pulls/1`);
  expect(json).toMatchObject({
    author_association: "NONE",
    head: {
      label: "mona:topic",
      ref: "topic",
      sha,
      user: { login: "mona" },
      repo: { full_name: fork, fork: true },
    },
    base: { label: "acme:main", user: { login: "acme" }, repo: { full_name: name, fork: false } },
    mergeable: true,
    commits: 1,
  });
  expect((await api(`${name}/commits/refs/pull/1/head`)).json.sha).toBe(sha);
  expect(events.at(-1)).toMatchObject({
    name: "pull_request",
    sha: opened.mergeCommitSha,
    repository: { fullName: name },
  });
});

test("REST opens it, too, and finds it only by its label", async () => {
  await put(fork, "b");
  await put(name, "c");
  const body = { title: "Theirs", base: "main" };
  const theirs = await api(`${name}/pulls`, { method: "POST", body: { ...body, head: "Mona:topic" } });
  const ours = await api(`${name}/pulls`, { method: "POST", body: { ...body, head: "topic" } });
  expect([theirs.status, ours.status]).toEqual([201, 201]);
  const labels = async (query: string): Promise<unknown> =>
    (await api(`${name}/pulls?head=${query}`)).json.map(
      (found: { head: { label: string } }) => found.head.label,
    );
  expect(await labels("mona:topic")).toEqual(["mona:topic"]);
  expect(await labels("acme:topic")).toEqual(["acme:topic"]);
  const again = await api(`${name}/pulls`, { method: "POST", body: { ...body, head: "mona:topic" } });
  expect(again.json.errors[0].message).toBe("A pull request already exists for mona:topic.");
});

test("a push to the fork updates only the fork's pull request", async () => {
  const ours = await put(name, "c");
  await put(fork, "b");
  await github.openPullRequest(name, { head: "mona:topic" });
  await github.openPullRequest(name, { head: "topic" });
  events.length = 0;
  const sha = await put(fork, "d");
  expect(github.pullRequests(name).map(({ number, head }) => [number, head.sha])).toEqual([
    [2, ours],
    [1, sha],
  ]);
  expect(
    events.filter((event) => event.name === "pull_request").map(({ payload }) => payload["action"]),
  ).toEqual(["synchronize"]);
});

test("merged, it is in the original, and the message says where it came from", async () => {
  await put(fork, "b");
  await github.openPullRequest(name, { head: "mona:topic" });
  await github.mergePullRequest(name, 1);
  expect((await api(`${name}/commits/main`)).json.commit.message).toMatch(
    /^Merge pull request #1 from mona\/topic\n/,
  );
  expect((await api(`${name}/contents/b`)).status).toBe(200);
  expect((await api(`${fork}/contents/b`)).status).toBe(404);
});

test("a fork of another repository is not a fork of this one", async () => {
  await github.forkRepository("acme/other", "hubot");
  await expect(github.openPullRequest(name, { head: "hubot:main" })).rejects.toThrow(
    "hubot has no fork of acme/my-app",
  );
});
