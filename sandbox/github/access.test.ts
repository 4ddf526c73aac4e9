import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { send, type TestRequest } from "../http/testing.ts";
import type { GitHub } from "./model.ts";
import { testGitHub, tokenFor, type TestGitHub } from "./testing.ts";

let github: TestGitHub;

beforeAll(async () => {
  github = await testGitHub();
  await github.createRepository("acme/private", { private: true, files: { a: "1" } });
  await github.createRepository("acme/public", { files: { a: "1" } });
});
afterAll(() => github.stop());

const granted = ["acme/private"];
const dispatch = { path: "dispatches", body: { event_type: "x" } };
const read = { path: "contents/a" };

interface Case {
  readonly name: string;
  readonly repository: string;
  readonly request: { readonly path: string; readonly body?: unknown };
  readonly token: (github: GitHub) => string | undefined;
  readonly status: number;
  readonly message?: string;
  readonly accepted?: string;
}

const cases: readonly Case[] = [
  {
    name: "an unknown token",
    repository: "acme/public",
    request: read,
    token: () => "ghp_unknown",
    status: 401,
    message: "Bad credentials",
  },
  {
    name: "a repository the token was not given",
    repository: "acme/private",
    request: read,
    token: (github) => tokenFor(github, ["acme/other"], { contents: "write" }),
    status: 404,
    message: "Not Found",
    accepted: "contents=read",
  },
  {
    name: "a private repository without a token",
    repository: "acme/private",
    request: read,
    token: () => undefined,
    status: 404,
    message: "Not Found",
  },
  {
    name: "a personal token without the permission",
    repository: "acme/private",
    request: dispatch,
    token: (github) => tokenFor(github, granted, { contents: "read" }),
    status: 403,
    message: "Resource not accessible by personal access token",
    accepted: "contents=write",
  },
  {
    name: "a job's token without the permission",
    repository: "acme/private",
    request: read,
    token: (github) => tokenFor(github, granted, { statuses: "write" }, "actions"),
    status: 403,
    message: "Resource not accessible by integration",
    accepted: "contents=read",
  },
  {
    name: "a public repository, read by a token that was not given it",
    repository: "acme/public",
    request: read,
    token: (github) => tokenFor(github, granted, {}, "installation"),
    status: 200,
  },
  {
    name: "a public repository, written by a token that was not given it",
    repository: "acme/public",
    request: dispatch,
    token: (github) => tokenFor(github, granted, { contents: "write" }, "installation"),
    status: 403,
    message: "Resource not accessible by integration",
    accepted: "contents=write",
  },
  {
    name: "a public repository, written without a token",
    repository: "acme/public",
    request: dispatch,
    token: () => undefined,
    status: 401,
    message: "Requires authentication",
  },
  {
    name: "a permission to write, used to read",
    repository: "acme/private",
    request: read,
    token: (github) => tokenFor(github, granted, { contents: "write" }),
    status: 200,
  },
];

describe("access", () => {
  test.each(cases)("$name: $status", async ({ repository, request, token, status, message, accepted }) => {
    const secret = token(github);
    const sent: TestRequest = { ...(secret === undefined ? {} : { token: secret }), body: request.body };
    const answer = await send(`${github.apiUrl}/repos/${repository}/${request.path}`, sent);
    expect(answer.status).toBe(status);
    if (message === undefined) return;
    expect(answer.json).toMatchObject({ message, status: String(status) });
    expect(answer.json.documentation_url).toMatch(/^https:\/\/docs\.github\.com\/rest/);
    expect(answer.headers.get("x-accepted-github-permissions")).toBe(accepted ?? null);
  });

  test("tokens look like GitHub's, work as Bearer, and end when revoked", async () => {
    const token = tokenFor(github, granted, { contents: "read" });
    expect(token).toMatch(/^github_pat_/);
    expect(tokenFor(github, granted, {}, "installation")).toMatch(/^ghs_/);
    const url = `${github.apiUrl}/repos/acme/private`;
    expect((await send(url, { headers: { authorization: `Bearer ${token}` } })).status).toBe(200);
    github.revokeToken(token);
    expect((await send(url, { token })).status).toBe(401);
  });
});
