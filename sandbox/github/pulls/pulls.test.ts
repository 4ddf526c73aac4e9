import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { send, type TestAnswer } from "../../http/testing.ts";
import type { WorkflowEvent } from "../model.ts";
import { authenticated, runGit, testGitHub, tokenFor, type TestGitHub } from "../testing.ts";

let github: TestGitHub;
let token: string;
let events: WorkflowEvent[];
const name = "acme/my-app";

beforeEach(async () => {
  github = await testGitHub();
  await github.createRepository(name, { files: { a: "1\n" } });
  token = tokenFor(github, [name], { contents: "write", pull_requests: "read" });
  events = [];
  await github.createBranch(name, "topic");
  await put("topic", "b", "first");
  github.onEvent((event) => events.push(event));
});
afterEach(() => github.stop());

const api = (
  path: string,
  options: { method?: string; body?: unknown; token?: string } = {},
): Promise<TestAnswer> => send(`${github.apiUrl}/repos/${name}/${path}`, { token, ...options });
const shaOf = async (ref: string): Promise<string> => (await api(`commits/${ref}`)).json.sha;
async function put(branch: string, path: string, text: string, by = token): Promise<void> {
  const sha = (await api(`contents/${path}?ref=${branch}`)).json?.sha as string | undefined;
  const body = {
    message: `Write ${text}`,
    content: Buffer.from(`${text}\n`).toString("base64"),
    branch,
    sha,
  };
  const { status } = await api(`contents/${path}`, { method: "PUT", body, token: by });
  expect(Math.floor(status / 100)).toBe(2);
}
async function clone(): Promise<string> {
  await runGit(
    github.directory,
    "clone",
    "-q",
    authenticated(github.repository(name).cloneUrl, token),
    "work",
  );
  return `${github.directory}/work`;
}
const told = (): readonly unknown[] =>
  events
    .filter((event) => event.name === "pull_request")
    .map(({ payload, ref, sha }) => [payload["action"], ref, sha]);

test("opened: real refs, and an event on the test merge", async () => {
  const opened = await github.openPullRequest(name, { head: "topic", by: "mona" });
  expect(opened).toMatchObject({ number: 1, state: "open", title: "Write first", author: "mona" });
  expect(told()).toEqual([["opened", "refs/pull/1/merge", opened.mergeCommitSha]]);
  expect(events[0]).toMatchObject({
    actor: "mona",
    payload: {
      number: 1,
      pull_request: {
        head: { ref: "topic", sha: await shaOf("topic"), label: "acme:topic" },
        base: { ref: "main", sha: await shaOf("main") },
        merge_commit_sha: opened.mergeCommitSha,
        commits: 1,
        additions: 1,
        changed_files: 1,
      },
    },
  });
  expect(await shaOf("refs/pull/1/head")).toBe(await shaOf("topic"));
  const { sha, parents } = (await api("commits/refs/pull/1/merge")).json;
  expect(sha).toBe(opened.mergeCommitSha);
  expect(parents.map((parent: { sha: string }) => parent.sha)).toEqual([
    await shaOf("main"),
    await shaOf("topic"),
  ]);
  const listed = await runGit(github.directory, "ls-remote", github.repository(name).cloneUrl);
  expect(listed).toContain("refs/pull/1/head");
});

test("synchronize: on each push to the head, except by a job's own token", async () => {
  const { mergeCommitSha } = await github.openPullRequest(name, { head: "topic" });
  const before = await shaOf("topic");
  await put("topic", "b", "second");
  const after = await shaOf("topic");
  const { number, head, mergeCommitSha: next } = github.pullRequests(name)[0]!;
  expect([number, head.sha]).toEqual([1, after]);
  expect(next).not.toBe(mergeCommitSha);
  expect(told().at(-1)).toEqual(["synchronize", "refs/pull/1/merge", next]);
  expect(events.at(-1)?.payload).toMatchObject({ before, after });

  await put("topic", "b", "third", tokenFor(github, [name], { contents: "write" }, "actions"));
  expect(told()).toHaveLength(2);
  expect(github.pullRequests(name)[0]?.head.sha).toBe(await shaOf("topic"));
  await github.createBranch(name, "other");
  await put("other", "c", "elsewhere");
  expect(told()).toHaveLength(2);
});

test("closed and reopened; deleting the branch closes it, too", async () => {
  const { mergeCommitSha } = await github.openPullRequest(name, { head: "topic" });
  await github.closePullRequest(name, 1, "mona");
  await expect(github.closePullRequest(name, 1)).rejects.toThrow("acme/my-app has no open pull request 1");
  await github.reopenPullRequest(name, 1);
  await runGit(await clone(), "push", "-q", "origin", ":refs/heads/topic");
  const ref = "refs/pull/1/merge";
  expect(told().map((event) => (event as string[]).slice(0, 2))).toEqual([
    ["opened", ref],
    ["closed", ref],
    ["reopened", ref],
    ["closed", ref],
  ]);
  expect(told()[1]).toEqual(["closed", ref, mergeCommitSha]);
  expect(events.at(-1)?.payload["pull_request"]).toMatchObject({ merged: false, merged_at: null });
  await expect(github.reopenPullRequest(name, 1)).rejects.toThrow('acme/my-app has no branch "topic"');
});

test("merged: a push to the base, then closed on the base branch", async () => {
  await github.openPullRequest(name, { head: "topic", title: "Add b" });
  const merged = await github.mergePullRequest(name, 1, "mona");
  const main = await shaOf("main");
  expect(merged).toMatchObject({ state: "closed", mergedBy: "mona", mergeCommitSha: main });
  expect(events.slice(-2)).toMatchObject([
    { name: "push", ref: "refs/heads/main", sha: main },
    { name: "pull_request", ref: "refs/heads/main", sha: main, payload: { action: "closed" } },
  ]);
  expect(events.at(-1)?.payload["pull_request"]).toMatchObject({
    merged: true,
    merged_by: { login: "mona" },
  });
  const { json } = await api("commits/main");
  expect(json.commit.message).toBe("Merge pull request #1 from acme/topic\n\nAdd b");
  await expect(github.reopenPullRequest(name, 1)).rejects.toThrow("is merged");
});

test("branches that conflict start no workflow and cannot be merged", async () => {
  await put("main", "b", "mine");
  const { mergeCommitSha } = await github.openPullRequest(name, { head: "topic" });
  expect(mergeCommitSha).toBeNull();
  expect(told()).toEqual([]);
  expect((await api("pulls/1")).json).toMatchObject({ mergeable: false, mergeable_state: "dirty" });
  await expect(github.mergePullRequest(name, 1)).rejects.toThrow("conflicts with main");
});

test.each([
  [{ head: "mona:topic" }, "mona has no fork of acme/my-app"],
  [{ head: "none" }, 'acme/my-app has no branch "none"'],
  [{ head: "main" }, "No commits between main and main"],
])("refuses %j", async (request, message) => {
  await expect(github.openPullRequest(name, request)).rejects.toThrow(message);
});

test("only one for the same two branches", async () => {
  await github.openPullRequest(name, { head: "topic" });
  await expect(github.openPullRequest(name, { head: "topic" })).rejects.toThrow(
    "A pull request already exists for acme:topic.",
  );
});

test("nobody can push to its refs", async () => {
  await github.openPullRequest(name, { head: "topic" });
  const folder = await clone();
  await expect(runGit(folder, "push", "-q", "origin", "HEAD:refs/pull/1/head")).rejects.toThrow(/hidden ref/);
});

test("REST finds them by state, branch and commit", async () => {
  await github.openPullRequest(name, { head: "topic" });
  await github.createBranch(name, "other");
  await put("other", "c", "1");
  await github.openPullRequest(name, { head: "other", base: "topic" });
  await github.closePullRequest(name, 2);
  const numbers = async (path: string): Promise<unknown> =>
    (await api(path)).json.map((found: { number: number }) => found.number);
  expect(await numbers("pulls")).toEqual([1]);
  expect(await numbers("pulls?state=all")).toEqual([2, 1]);
  expect(await numbers("pulls?state=all&base=topic")).toEqual([2]);
  expect(await numbers("pulls?head=acme:topic")).toEqual([1]);
  const head = await shaOf("topic");
  expect(await numbers(`commits/${head}/pulls`)).toEqual([1]);
  expect(await numbers("commits/main/pulls")).toEqual([]);
  await github.mergePullRequest(name, 1);
  expect(await numbers("commits/main/pulls")).toEqual([1]);
  expect(await numbers(`commits/${head}/pulls`)).toEqual([1]);
  expect((await api("pulls/9")).status).toBe(404);
});

describe("over REST", () => {
  const create = (body: object): Promise<TestAnswer> =>
    api("pulls", {
      method: "POST",
      token: tokenFor(github, [name], { pull_requests: "write" }),
      body: { title: "Topic", base: "main", ...body },
    });

  test.each(["topic", "Acme:topic"])("opened from %s, by the token's owner", async (head) => {
    const { status, json } = await create({ head, body: "Why" });
    expect(status).toBe(201);
    expect(json).toMatchObject({ number: 1, title: "Topic", body: "Why", user: { login: "octocat" } });
    expect(told()).toEqual([["opened", "refs/pull/1/merge", json.merge_commit_sha]]);
  });

  test.each([
    [{ head: "main" }, { code: "custom", message: "No commits between main and main" }],
    [{ head: "none" }, { code: "invalid", field: "head" }],
    [{ head: "mona:topic" }, { code: "invalid", field: "head" }],
    [
      { head: "topic", base: "none" },
      { code: "invalid", field: "base" },
    ],
  ])("%j is refused", async (body, error) => {
    const { status, json } = await create(body);
    expect([status, json.message, json.errors]).toEqual([
      422,
      "Validation Failed",
      [{ resource: "PullRequest", ...error }],
    ]);
  });

  test("once for each branch", async () => {
    await create({ head: "topic" });
    const { status, json } = await create({ head: "topic" });
    expect([status, json.errors[0].message]).toEqual([422, "A pull request already exists for acme:topic."]);
  });

  test("the sandbox does not know drafts", async () => {
    const { status, json } = await create({ head: "topic", draft: true });
    expect([status, json.message]).toEqual([501, expect.stringContaining("drafts of pull requests")]);
  });

  test("not by those who may only read them", async () => {
    const { status } = await api("pulls", {
      method: "POST",
      body: { title: "t", head: "topic", base: "main" },
    });
    expect(status).toBe(403);
  });
});
