import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { createAppAuth } from "@octokit/auth-app";
import { request } from "@octokit/request";
import { send, type TestAnswer, type TestRequest } from "../../../http/testing.ts";
import type { App, Installation, WorkflowEvent } from "../../model.ts";
import { appJwt, authenticated, runGit, testGitHub, tokenFor, type TestGitHub } from "../../testing.ts";

let github: TestGitHub;
let now = new Date();
let app: App;
let acme: Installation;
let globex: Installation;

beforeAll(async () => {
  github = await testGitHub({ clock: () => now });
  for (const name of ["acme/my-app", "acme/secret", "globex/site"]) {
    await github.createRepository(name, { private: name === "acme/secret", files: { a: "1" } });
  }
  app = await github.createApp({
    slug: "reporter",
    permissions: { contents: "write", statuses: "write", deployments: "read" },
  });
  acme = github.installApp(app, "acme");
  globex = github.installApp(app, "globex", { repositories: ["site"], permissions: { statuses: "write" } });
});
afterAll(() => github.stop());

const api = (path: string, options: TestRequest = {}): Promise<TestAnswer> =>
  send(`${github.apiUrl}${path}`, options);
const asApp = async (path: string, options: TestRequest = {}): Promise<TestAnswer> =>
  api(path, { token: await appJwt(app, { at: now }), ...options });
const accessToken = (id: number, body: object = {}): Promise<TestAnswer> =>
  asApp(`/app/installations/${id}/access_tokens`, { body });
const tokenOf = async (id: number, body: object = {}): Promise<string> =>
  (await accessToken(id, body)).json.token;
const shaOf = async (fullName: string, token?: string): Promise<string> =>
  (await api(`/repos/${fullName}/commits/main`, token === undefined ? {} : { token })).json.sha;
const report = async (fullName: string, token: string, context = "ci"): Promise<TestAnswer> =>
  api(`/repos/${fullName}/statuses/${await shaOf(fullName, token)}`, {
    token,
    body: { state: "success", context },
  });

test("an App knows itself and where it is installed", async () => {
  expect((await asApp("/app")).json).toMatchObject({
    id: app.id,
    client_id: app.clientId,
    slug: "reporter",
    installations_count: 2,
  });
  const { json } = await asApp("/app/installations");
  expect(json.map(({ id }: { id: number }) => id)).toEqual([acme.id, globex.id]);
  expect(json[1]).toMatchObject({
    account: { login: "globex", type: "Organization" },
    repository_selection: "selected",
    suspended_at: null,
  });
  const idAt = async (path: string): Promise<unknown> => (await asApp(path)).json.id;
  expect(await idAt("/repos/acme/my-app/installation")).toBe(acme.id);
  expect(await idAt("/repos/globex/site/installation")).toBe(globex.id);
  expect(await idAt("/orgs/ACME/installation")).toBe(acme.id);
  expect(await idAt("/users/globex/installation")).toBe(globex.id);
});

describe("404 where it is not installed", () => {
  test.each([
    ["/repos/acme/none/installation"],
    ["/repos/globex/other/installation"],
    ["/orgs/initech/installation"],
    ["/users/initech/installation"],
    ["/app/installations/1"],
  ])("%s", async (path) => {
    if (path.includes("other")) await github.createRepository("globex/other");
    expect(await asApp(path)).toMatchObject({ status: 404, json: { message: "Not Found" } });
  });
});

describe("401 for a JWT with", () => {
  const seconds = (): number => Math.floor(now.getTime() / 1000);
  const expired =
    "'Expiration time' claim ('exp') must be a numeric value representing the future time at which the assertion expires";
  const future =
    "'Issued at' claim ('iat') must be an Integer representing the time that the assertion was issued";
  test.each([
    ["an end that is past", () => ({ exp: seconds() - 1 }), expired],
    ["no end", () => ({ exp: undefined }), expired],
    [
      "more than ten minutes to go",
      () => ({ exp: seconds() + 601 }),
      "'Expiration time' claim ('exp') is too far in the future",
    ],
    ["a beginning in the future", () => ({ iat: seconds() + 30 }), future],
    ["no issuer", () => ({ iss: undefined }), "Missing 'issuer' claim ('iss') in assertion"],
  ])("%s", async (_, claims, message) => {
    const token = await appJwt(app, { at: now, claims: claims() });
    expect(await api("/app", { token })).toMatchObject({ status: 401, json: { message } });
  });

  test("another App's key, or no JWT at all", async () => {
    const { privateKey } = await github.createApp({ slug: "other", permissions: {} });
    const undecodable = { status: 401, json: { message: "A JSON web token could not be decoded" } };
    expect(await api("/app", { token: await appJwt(app, { at: now, privateKey }) })).toMatchObject(
      undecodable,
    );
    expect(await api("/app", { token: "ghp_token" })).toMatchObject(undecodable);
    expect(await api("/app")).toMatchObject(undecodable);
  });

  test("an issuer that is not an App: 404", async () => {
    const token = await appJwt(app, { at: now, claims: { iss: "12345" } });
    expect(await api("/app", { token })).toMatchObject({
      status: 404,
      json: { message: "Integration not found" },
    });
  });
});

test.each([
  ["id", () => app.id],
  ["id as text", () => String(app.id)],
  ["client id", () => app.clientId],
])("the issuer may be the %s", async (_, iss) => {
  const token = await appJwt(app, { at: now, claims: { iss: iss() } });
  expect((await api("/app", { token })).status).toBe(200);
});

describe("a token", () => {
  test("acts as the App's bot, for an hour", async () => {
    const { status, json } = await accessToken(acme.id);
    expect(status).toBe(201);
    expect(json).toMatchObject({
      repository_selection: "all",
      permissions: { contents: "write", statuses: "write", deployments: "read", metadata: "read" },
    });
    expect(json.repositories).toBeUndefined();
    expect(json.token.length).toBeGreaterThan(500);
    expect(new Date(json.expires_at).getTime() - now.getTime()).toBeGreaterThan(3_598_000);
    const created = await report("acme/secret", json.token);
    expect(created).toMatchObject({
      status: 201,
      json: { creator: { login: "reporter[bot]", type: "Bot", html_url: `${github.url}/apps/reporter` } },
    });
    now = new Date(now.getTime() + 3_600_000);
    const { message } = (await report("acme/my-app", json.token)).json;
    expect(message).toBe("Bad credentials");
  });

  test("is limited to what was asked for", async () => {
    const { json } = await accessToken(acme.id, {
      repositories: ["my-app"],
      permissions: { statuses: "write" },
    });
    expect(json).toMatchObject({
      repository_selection: "selected",
      permissions: { metadata: "read", statuses: "write" },
      repositories: [{ full_name: "acme/my-app" }],
    });
    expect((await report("acme/my-app", json.token)).status).toBe(201);
    expect((await api("/repos/acme/secret", { token: json.token })).status).toBe(404);
    const dispatch = await api("/repos/acme/my-app/dispatches", {
      token: json.token,
      body: { event_type: "x" },
    });
    expect([dispatch.status, dispatch.json.message]).toEqual([403, "Resource not accessible by integration"]);
    const listed = await api("/installation/repositories", { token: json.token });
    expect(listed.json).toMatchObject({ total_count: 1, repositories: [{ name: "my-app" }] });
  });

  test("for all repositories reaches later ones, too", async () => {
    const token = await tokenOf(acme.id);
    await github.createRepository("acme/later", { private: true, files: { a: "1" } });
    expect((await api("/repos/acme/later", { token })).status).toBe(200);
  });

  test("can be narrowed by repository id, too", async () => {
    const { id } = github.repository("acme/secret");
    const { json } = await accessToken(acme.id, { repository_ids: [id] });
    expect(json.repositories).toMatchObject([{ id }]);
  });

  test.each([
    ["a permission it does not have", { permissions: { issues: "read" } }, "permissions"],
    ["more than it has", { permissions: { deployments: "write" } }, "permissions"],
    ["a level that is none", { permissions: { contents: "admin" } }, "permissions"],
    ["a repository that is not there", { repositories: ["none"] }, "repository"],
    ["a repository of another account", { repository_ids: [700_000_003] }, "repository"],
  ])("422 for %s", async (_, body, about) => {
    const { status, json } = await accessToken(acme.id, body);
    const messages: Record<string, string> = {
      permissions: "The permissions requested are not granted to this installation.",
      repository:
        "There is at least one repository that does not exist or is not accessible to the parent installation.",
    };
    expect([status, json.message]).toEqual([422, messages[about]]);
  });

  test("can revoke itself", async () => {
    const token = await tokenOf(acme.id);
    expect((await api("/installation/token", { token, method: "DELETE" })).status).toBe(204);
    expect((await api("/installation/repositories", { token })).status).toBe(401);
    const user = tokenFor(github, ["acme/my-app"], {});
    expect(await api("/installation/repositories", { token: user })).toMatchObject({ status: 403 });
  });

  test("shares its hourly budget with the installation's other tokens, not with other installations", async () => {
    now = new Date(now.getTime() + 7_200_000);
    github.limit({ requestsPerHour: 1 });
    const [one, two] = [await tokenOf(acme.id), undefined];
    expect(two).toBeUndefined();
    const asks = async (token: string): Promise<number> =>
      (await api("/repos/acme/my-app", { token })).status;
    expect([await asks(one), await asks(one)]).toEqual([200, 403]);
    github.limit({});
    const [sibling, stranger] = [await tokenOf(acme.id), await tokenOf(globex.id)];
    github.limit({ requestsPerHour: 1 });
    expect([await asks(sibling), await asks(stranger)]).toEqual([403, 200]);
    github.limit({});
  });
});

test("a suspended installation gets no token, and its tokens are refused; others still work", async () => {
  const token = await tokenOf(globex.id);
  github.suspendInstallation(globex.id);
  const suspended = { status: 403, json: { message: "This installation has been suspended" } };
  expect(await accessToken(globex.id)).toMatchObject(suspended);
  expect(await report("globex/site", token)).toMatchObject(suspended);
  expect((await asApp("/repos/globex/site/installation")).json.suspended_at).not.toBeNull();
  expect((await report("acme/my-app", await tokenOf(acme.id))).status).toBe(201);
  github.suspendInstallation(globex.id, false);
  expect((await report("globex/site", token)).status).toBe(201);
});

test("an uninstalled App has nothing left", async () => {
  const installation = github.installApp(app, "initech");
  const token = await tokenOf(installation.id);
  github.uninstallApp(installation.id);
  expect((await api("/installation/repositories", { token })).status).toBe(401);
  expect((await accessToken(installation.id)).status).toBe(404);
});

test("an App's push starts workflows", async () => {
  const token = await tokenOf(acme.id);
  const folder = `${github.directory}/pushed`;
  const { cloneUrl } = github.repository("acme/my-app");
  await runGit(github.directory, "clone", "-q", authenticated(cloneUrl, token), folder);
  const events: WorkflowEvent[] = [];
  const stop = github.onEvent((event) => events.push(event));
  await runGit(folder, "commit", "-q", "--allow-empty", "-m", "By the App");
  await runGit(folder, "push", "-q");
  stop();
  expect(events).toMatchObject([{ name: "push", actor: "reporter[bot]", ref: "refs/heads/main" }]);
});

test("GitHub's own library works with it, even when the clocks differ", async () => {
  const difference = Math.abs(Date.now() - now.getTime());
  expect(difference).toBeGreaterThan(600_000);
  const auth = createAppAuth({
    appId: app.clientId,
    privateKey: app.privateKey,
    log: { warn: () => undefined },
  });
  // oxlint-disable-next-line typescript/unbound-method -- it is bound, and documented for this use
  const { hook } = auth;
  const asked = await request("GET /app", { baseUrl: github.apiUrl, request: { hook } });
  expect(asked.data).toMatchObject({ slug: "reporter" });
});
