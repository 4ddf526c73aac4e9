import { randomBytes } from "node:crypto";
import { writeFile } from "node:fs/promises";
import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "@jest/globals";
import { send } from "../http/testing.ts";
import type { Repository, WorkflowEvent } from "./model.ts";
import { authenticated, runGit, testGitHub, tokenFor, type TestGitHub } from "./testing.ts";

let github: TestGitHub;
let repository: Repository;
let writer: string;
let work: string;
let events: WorkflowEvent[] = [];
let count = 0;

beforeAll(async () => {
  github = await testGitHub();
  github.onEvent((event) => events.push(event));
});
beforeEach(async () => {
  count += 1;
  repository = await github.createRepository(`acme/app-${count}`, { private: true, files: { a: "1" } });
  writer = tokenFor(github, [repository.fullName], { contents: "write" });
  await runGit(github.directory, "clone", "-q", authenticated(repository.cloneUrl, writer), `work-${count}`);
  work = `${github.directory}/work-${count}`;
  events = [];
});
afterAll(() => github.stop());

const oid = async (revision: string): Promise<string> => (await runGit(work, "rev-parse", revision)).trim();
const commitEmpty = (message: string): Promise<string> =>
  runGit(work, "commit", "-q", "--allow-empty", "-m", message);
const push = (...refs: string[]): Promise<string> => runGit(work, "push", "-q", "origin", ...refs);
const payloads = (): unknown[] => events.map(({ payload }) => payload);

describe("push", () => {
  test("reports its commits, oldest first", async () => {
    const before = await oid("HEAD");
    await writeFile(`${work}/b c.txt`, "2");
    await runGit(work, "add", ".");
    await runGit(work, "commit", "-q", "-m", "Add b");
    await runGit(work, "rm", "-q", "a");
    await runGit(work, "commit", "-q", "-m", "Remove a\n\nIt was old.");
    await push("HEAD:main");
    expect(events[0]).toMatchObject({
      name: "push",
      ref: "refs/heads/main",
      sha: await oid("HEAD"),
      actor: "octocat",
      repository: { fullName: repository.fullName },
    });
    expect(payloads()).toMatchObject([
      {
        ref: "refs/heads/main",
        before,
        after: await oid("HEAD"),
        created: false,
        deleted: false,
        forced: false,
        base_ref: null,
        pusher: { name: "octocat" },
        sender: { login: "octocat", type: "User" },
        commits: [
          { id: await oid("HEAD~1"), message: "Add b", added: ["b c.txt"], removed: [], modified: [] },
          { message: "Remove a\n\nIt was old.", added: [], removed: ["a"], author: { name: "Mona" } },
        ],
        head_commit: { id: await oid("HEAD"), url: `${repository.htmlUrl}/commit/${await oid("HEAD")}` },
      },
    ]);
  });

  test("reports each branch and tag that is created, forced or deleted", async () => {
    const first = await oid("HEAD");
    await commitEmpty("one");
    const one = await oid("HEAD");
    await push("HEAD:feature/x", "HEAD:refs/tags/v1");
    await runGit(work, "reset", "-q", "--hard", first);
    await commitEmpty("other");
    await push("--force", "HEAD:feature/x");
    await push(":feature/x");
    expect(events.map(({ ref, sha }) => [ref, sha])).toEqual([
      ["refs/heads/feature/x", one],
      ["refs/tags/v1", one],
      ["refs/heads/feature/x", await oid("HEAD")],
      ["refs/heads/main", first],
    ]);
    expect(payloads()).toMatchObject([
      { ref: "refs/heads/feature/x", created: true, before: "0".repeat(40), commits: [{ id: one }] },
      { ref: "refs/tags/v1", created: true },
      { ref: "refs/heads/feature/x", forced: true, before: one },
      { ref: "refs/heads/feature/x", deleted: true, after: "0".repeat(40), head_commit: null, commits: [] },
    ]);
  });

  test("an annotated tag's event has the commit as its sha", async () => {
    await runGit(work, "tag", "-a", "v1", "-m", "v1");
    await push("v1");
    expect(events[0]).toMatchObject({ ref: "refs/tags/v1", sha: await oid("HEAD") });
    expect(payloads()).toMatchObject([{ after: await oid("v1"), head_commit: { id: await oid("HEAD") } }]);
  });

  test("more than three tags at once cause no events", async () => {
    await push(...[1, 2, 3, 4].map((n) => `HEAD:refs/tags/v${n}`));
    expect(events).toEqual([]);
  });

  test("only refs that really moved cause one", async () => {
    await expect(push(":main", "HEAD:other")).rejects.toThrow("refusing to delete the current branch");
    expect(events.map(({ ref }) => ref)).toEqual(["refs/heads/other"]);
  });

  test("a job's own token starts no workflow", async () => {
    const own = tokenFor(github, [repository.fullName], { contents: "write" }, "actions");
    await commitEmpty("by the job");
    await runGit(work, "push", "-q", authenticated(repository.cloneUrl, own), "HEAD:main");
    expect(events).toEqual([]);
    expect(github.requests.at(-1)).toMatchObject({
      operation: "git:receive-pack",
      actor: "github-actions[bot]",
    });
  });

  test("takes large packs, which git sends in chunks", async () => {
    await writeFile(`${work}/large.bin`, randomBytes(3_000_000));
    await runGit(work, "add", ".");
    await runGit(work, "commit", "-q", "-m", "Large");
    await push("HEAD:main");
    const bare = await runGit(repository.gitDir, "rev-parse", "refs/heads/main");
    expect(bare.trim()).toBe(await oid("HEAD"));
  });
});

describe("clone and fetch", () => {
  test("accept a commit by its id, shallow, and without .git in the address", async () => {
    const sha = await oid("HEAD");
    const target = `${github.directory}/by-id-${count}`;
    const address = authenticated(repository.htmlUrl, writer);
    await runGit(github.directory, "init", "-q", target);
    await runGit(target, "fetch", "-q", "--depth=1", address, sha);
    expect((await runGit(target, "rev-parse", "FETCH_HEAD")).trim()).toBe(sha);
  });

  test("accept gzipped requests, which git sends when they are long", async () => {
    const response = await fetch(`${repository.cloneUrl}/git-upload-pack`, {
      method: "POST",
      headers: {
        authorization: `Basic ${Buffer.from(`x:${writer}`).toString("base64")}`,
        "content-type": "application/x-git-upload-pack-request",
        "content-encoding": "gzip",
        "git-protocol": "version=2",
      },
      body: gzipSync("0014command=ls-refs\n0000"),
    });
    expect(response.status).toBe(200);
    expect(await response.text()).toContain(`${await oid("HEAD")} refs/heads/main`);
  });
});

describe("access", () => {
  const service = (name: string): string => `${repository.cloneUrl}/info/refs?service=${name}`;
  const basic = (token: string): Record<string, string> => ({
    authorization: `Basic ${Buffer.from(`anyone:${token}`).toString("base64")}`,
  });

  test("asks for a password first", async () => {
    const { status, headers } = await send(service("git-upload-pack"));
    expect([status, headers.get("www-authenticate")]).toEqual([401, 'Basic realm="GitHub"']);
    const wrong = await send(service("git-upload-pack"), { headers: basic("nothing") });
    expect(wrong.status).toBe(401);
    expect(wrong.text).toContain("Invalid username or token.");
  });

  test("hides private repositories", async () => {
    const other = tokenFor(github, ["acme/other"], { contents: "write" });
    const { status, text } = await send(service("git-upload-pack"), { headers: basic(other) });
    expect([status, text]).toEqual([404, "Repository not found."]);
  });

  test("lets a reader fetch and not push", async () => {
    const reader = tokenFor(github, [repository.fullName], { contents: "read" });
    expect((await send(service("git-upload-pack"), { headers: basic(reader) })).status).toBe(200);
    const refused = await send(service("git-receive-pack"), { headers: basic(reader) });
    expect([refused.status, refused.text]).toEqual([
      403,
      `Permission to ${repository.fullName}.git denied to octocat.`,
    ]);
    await commitEmpty("not allowed");
    await expect(
      runGit(work, "push", "-q", authenticated(repository.cloneUrl, reader), "HEAD:main"),
    ).rejects.toThrow("403");
  });

  test("lets anyone fetch what is public, and nobody push there", async () => {
    const open = await github.createRepository(`acme/open-${count}`, { files: { a: "1" } });
    await runGit(github.directory, "clone", "-q", open.cloneUrl, `open-${count}`);
    expect((await send(`${open.cloneUrl}/info/refs?service=git-receive-pack`)).status).toBe(401);
  });

  test("has no dumb protocol", async () => {
    const { status } = await send(`${repository.cloneUrl}/info/refs`, { headers: basic(writer) });
    expect(status).toBe(403);
  });
});
