import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { send } from "../http/testing.ts";
import { testGitHub, tokenFor, type TestGitHub } from "./testing.ts";

let github: TestGitHub;
let token: string;

beforeAll(async () => {
  github = await testGitHub({ clock: () => new Date("2026-11-21T02:00:00Z") });
  await github.createRepository("acme/releases", { files: { "README.md": "hi\n" } });
  token = tokenFor(github, ["acme/releases"], { contents: "write" });
});
afterAll(() => github.stop());

describe("startGitHub", () => {
  test("answers with GitHub's own headers", async () => {
    const { status, headers, json } = await send(`${github.apiUrl}/repos/acme/releases`, { token });
    expect(status).toBe(200);
    expect(json).toMatchObject({
      full_name: "acme/releases",
      default_branch: "main",
      private: false,
      owner: { login: "acme", type: "Organization" },
      html_url: `${github.url}/acme/releases`,
      clone_url: `${github.url}/acme/releases.git`,
      created_at: "2026-11-21T02:00:00Z",
    });
    expect(headers.get("content-type")).toBe("application/json; charset=utf-8");
    expect(headers.get("x-github-request-id")).toMatch(/^([0-9A-F]{4}:){4}[0-9A-F]{4}$/);
    expect(headers.get("x-accepted-github-permissions")).toBe("metadata=read");
    expect(headers.get("x-ratelimit-limit")).toBe("5000");
    expect(headers.get("x-ratelimit-resource")).toBe("core");
  });

  test("takes names in any case", async () => {
    const { json } = await send(`${github.apiUrl}/repos/Acme/RELEASES`, { token });
    expect(json.full_name).toBe("acme/releases");
  });

  test("refuses loudly what it does not know", async () => {
    github.forgetRequests();
    const route = await send(`${github.apiUrl}/repos/acme/releases/hooks`, { token, body: {} });
    expect(route.status).toBe(501);
    expect(route.json.message).toBe("sandbox does not know POST /api/v3/repos/acme/releases/hooks");
    const parameter = await send(`${github.apiUrl}/repos/acme/releases/actions/runs?check_suite_id=1`, {
      token,
    });
    expect(parameter.json.message).toBe(
      'sandbox does not know the parameter "check_suite_id" of actions/list-workflow-runs-for-repo',
    );
    expect(github.requests.map(({ operation, status }) => [operation, status])).toEqual([
      ["unknown", 501],
      ["actions/list-workflow-runs-for-repo", 501],
    ]);
  });

  test("records every request", async () => {
    github.forgetRequests();
    await send(`${github.apiUrl}/repos/acme/releases?`, { token });
    await send(`${github.apiUrl}/repos/acme/nothing`);
    await send(github.graphqlUrl, { token, body: { query: "query Who { viewer { login } }" } });
    const at = new Date("2026-11-21T02:00:00Z");
    const grant = expect.objectContaining({ actor: "octocat", repositories: ["acme/releases"] });
    expect(github.requests).toEqual([
      {
        at,
        answeredAt: at,
        method: "GET",
        path: "/api/v3/repos/acme/releases?",
        operation: "repos/get",
        actor: "octocat",
        grant,
        status: 200,
      },
      {
        at,
        answeredAt: at,
        method: "GET",
        path: "/api/v3/repos/acme/nothing",
        operation: "repos/get",
        actor: undefined,
        grant: undefined,
        status: 404,
      },
      {
        at,
        answeredAt: at,
        method: "POST",
        path: "/api/graphql",
        operation: "graphql:Who",
        actor: "octocat",
        grant,
        status: 200,
      },
    ]);
  });

  test("knows its repositories", async () => {
    expect(github.repository("acme/releases")).toMatchObject({
      owner: "acme",
      name: "releases",
      private: false,
    });
    expect(() => github.repository("acme/nothing")).toThrow("there is no repository acme/nothing");
    await expect(github.createRepository("acme/releases")).rejects.toThrow("acme/releases exists already");
    await expect(github.createRepository("releases")).rejects.toThrow("is not a full repository name");
  });

  test("runs beside another one", async () => {
    const other = await testGitHub();
    const elsewhere = await send(`${other.apiUrl}/repos/acme/releases`, { token });
    expect(elsewhere.status).toBe(401);
    await other.stop();
  });
});

test("pages behind the links of answers are there", async () => {
  const { json } = await send(`${github.apiUrl}/repos/acme/releases/commits/main`, { token });
  const commit = await send(json.html_url);
  expect(commit.text).toContain("+hi");
  expect((await send(`${github.url}/acme/releases/blob/main/README.md`)).text).toBe("hi\n");
  expect((await send(`${github.url}/acme/releases/commit/0123456`)).status).toBe(404);
});
