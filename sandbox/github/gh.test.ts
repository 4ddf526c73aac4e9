import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { request as httpRequest } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { send, type TestAnswer } from "../http/testing.ts";
import { testGitHub, tokenFor, type TestGitHub } from "./testing.ts";

const folder = mkdtempSync(join(tmpdir(), "gh-socket-"));
const socketPath = join(folder, "gh.sock");
let github: TestGitHub;
let token: string;

beforeAll(async () => {
  github = await testGitHub({ socket: socketPath });
  await github.createRepository("acme/releases", {
    files: {
      "README.md": "# Releases\n",
      "read/README.md": "# Another\n",
      ".github/workflows/promote.yml": "name: Promote\non: workflow_dispatch\n",
      ".github/workflows/broken.yaml": "name: [",
      ".github/workflows/notes.txt": "name: No workflow\n",
    },
  });
  token = tokenFor(github, ["acme/releases"], { actions: "write" });
});
afterAll(async () => {
  await github.stop();
  expect(existsSync(socketPath)).toBe(false);
  rmSync(folder, { recursive: true });
});

const api = (path: string): Promise<TestAnswer> =>
  send(`${github.apiUrl}/repos/acme/releases${path}`, { token });

/** What GitHub answers over its socket. */
function overSocket(
  path: string,
  headers: Readonly<Record<string, string>>,
  body?: string,
): Promise<{ status: number; text: string }> {
  return new Promise((resolve, reject) => {
    const method = body === undefined ? "GET" : "POST";
    const asked = httpRequest({ socketPath, path, method, headers }, (answer) => {
      let text = "";
      answer.setEncoding("utf8").on("data", (chunk: string) => (text += chunk));
      answer.on("end", () => resolve({ status: answer.statusCode ?? 0, text }));
    });
    asked.on("error", reject);
    asked.end(body);
  });
}

test("the same GitHub is served at a Unix socket", async () => {
  const { status, text } = await overSocket("/api/v3/repos/acme/releases", {
    authorization: `token ${token}`,
  });
  expect(status).toBe(200);
  expect(JSON.parse(text)).toMatchObject({ full_name: "acme/releases" });
});

describe("the workflows of the default branch", () => {
  test("are listed by their files, the broken one by its path", async () => {
    const { json } = await api("/actions/workflows?per_page=50&page=1");
    expect(json.total_count).toBe(2);
    expect(json.workflows.map(({ name, path }: { name: string; path: string }) => [name, path])).toEqual([
      [".github/workflows/broken.yaml", ".github/workflows/broken.yaml"],
      ["Promote", ".github/workflows/promote.yml"],
    ]);
    const [, promote] = json.workflows;
    expect((await api(`/actions/workflows/${promote.id}`)).json).toEqual(promote);
  });

  test("are not found by another's name", async () => {
    expect((await api("/actions/workflows/promot.yml")).status).toBe(404);
  });
});

test("the README is the one of the top folder", async () => {
  expect((await api("/readme")).json).toMatchObject({ path: "README.md" });
});

describe("what gh asks for and the sandbox does not know", () => {
  const gh = { "user-agent": "GitHub CLI 2.23.0" };
  const curl = (path: string): string =>
    `. What it does know, over REST: curl -H "Authorization: Bearer $GH_ENTERPRISE_TOKEN" ${github.apiUrl}/repos/${path}`;
  const query = (name: string): string =>
    JSON.stringify({
      query: `query ${name}($owner: String!, $name: String!) { repository(owner: $owner, name: $name) { diskUsage } }`,
      variables: { owner: "acme", name: "releases" },
    });

  test.each([
    ["/actions/caches?per_page=3", "/actions/runs"],
    ["/environments", ""],
  ])("over REST at %s comes with curl for %s", async (path, advised) => {
    const { status, text } = await overSocket(`/api/v3/repos/acme/releases${path}`, {
      ...gh,
      authorization: `token ${token}`,
    });
    expect(status).toBe(501);
    expect(JSON.parse(text).message).toBe(
      `sandbox does not know GET /api/v3/repos/acme/releases${path}${curl(`acme/releases${advised}`)}`,
    );
  });

  test.each([
    ["PullRequestList", "/pulls"],
    ["RepositoryInfo", ""],
  ])("over GraphQL in %s comes with curl for %s", async (name, advised) => {
    const { text } = await overSocket(
      "/api/graphql",
      { ...gh, authorization: `token ${token}`, "content-type": "application/json" },
      query(name),
    );
    expect(JSON.parse(text).message).toBe(
      `sandbox does not know Repository.diskUsage${curl(`acme/releases${advised}`)}`,
    );
  });

  test("is advised to nobody else", async () => {
    const { text } = await overSocket("/api/v3/repos/acme/releases/actions/caches", {
      "user-agent": "curl/8",
      authorization: `token ${token}`,
    });
    expect(JSON.parse(text).message).toBe(
      "sandbox does not know GET /api/v3/repos/acme/releases/actions/caches",
    );
  });

  test("is not mixed up with what this token may not have", async () => {
    const { text } = await overSocket("/api/v3/repos/acme/other", { ...gh, authorization: `token ${token}` });
    expect(JSON.parse(text).message).toBe("Not Found");
  });
});
