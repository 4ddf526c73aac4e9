import { createHmac } from "node:crypto";
import { readFileSync } from "node:fs";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "@jest/globals";
import { Ajv } from "ajv";
import { send, startAppServer, type AppServer } from "../../http/testing.ts";
import { at, listAt, textAt } from "../../narrow.ts";
import type { App } from "../model.ts";
import type { Description } from "../openapi/description.ts";
import { appJwt, authenticated, runGit, testGitHub, tokenFor, type TestGitHub } from "../testing.ts";
import { SENT_WEBHOOKS } from "./sent.ts";

const SECRET = "It's a Secret to Everybody";
const REPOSITORIES = ["acme/releases", "acme/my-app"];
const described = JSON.parse(
  readFileSync(new URL("../webhooks.generated.json", import.meta.url), "utf8"),
) as Description;

let now = new Date("2026-11-29T14:00:00Z");
let github: TestGitHub;
let server: AppServer;
let app: App;
let token: string;
let jobToken: string;

beforeAll(async () => {
  [github, server] = await Promise.all([testGitHub({ clock: () => now }), startAppServer()]);
  for (const name of [...REPOSITORIES, "globex/site"])
    await github.createRepository(name, { files: { "README.md": "hi\n" } });
  const events = [
    "check_run",
    "check_suite",
    "delete",
    "deployment",
    "deployment_status",
    "pull_request",
    "push",
    "repository",
    "status",
    "workflow_run",
  ];
  app = await github.createApp({
    slug: "deployer",
    permissions: { contents: "write" },
    webhook: { url: `${server.url}/hook`, secret: SECRET, events },
  });
  const quiet = await github.createApp({
    slug: "quiet",
    permissions: {},
    webhook: { url: `${server.url}/quiet`, events: ["status"] },
  });
  github.installApp(app, "acme");
  github.installApp(quiet, "acme");
  const permissions = {
    contents: "write",
    statuses: "write",
    deployments: "write",
    pull_requests: "write",
  } as const;
  token = tokenFor(github, [...REPOSITORIES, "globex/site"], permissions);
  jobToken = tokenFor(github, REPOSITORIES, permissions, "actions");
});
beforeEach(() => github.webhooksSettled());
afterAll(async () => {
  await github.stop();
  await server.close();
});

interface Hook {
  readonly event: unknown;
  readonly id: unknown;
  readonly payload: Readonly<Record<string, never>>;
  readonly body: string;
  readonly headers: Readonly<Record<string, unknown>>;
}

/** What the App's server received after this many requests. */
async function hooksSince(count: number, path = "/hook"): Promise<Hook[]> {
  await github.webhooksSettled();
  return server.requests
    .slice(count)
    .filter((request) => request.path === path)
    .map(({ headers, body }) => ({
      event: headers["x-github-event"],
      id: headers["x-github-delivery"],
      payload: JSON.parse(body) as Hook["payload"],
      body,
      headers,
    }));
}

const put = (repository: string, path: string, as = token): Promise<{ readonly status: number }> =>
  send(`${github.apiUrl}/repos/${repository}/contents/${path}`, {
    token: as,
    method: "PUT",
    body: { message: `Add ${path}`, content: "aGk=" },
  });

test("a push is sent, signed, to the Apps that are installed there and subscribe to it", async () => {
  const before = server.requests.length;
  await put("acme/releases", "one");
  await put("globex/site", "one");
  const hooks = await hooksSince(before);
  expect(hooks.map(({ event, payload }) => [event, payload["repository"]?.["full_name"]])).toEqual([
    ["push", "acme/releases"],
  ]);
  expect(await hooksSince(before, "/quiet")).toEqual([]);
  const [hook] = hooks;
  const sha256 = createHmac("sha256", SECRET)
    .update(hook?.body ?? "")
    .digest("hex");
  expect(hook?.headers).toMatchObject({
    "content-type": "application/json",
    "x-hub-signature-256": `sha256=${sha256}`,
    "x-github-hook-installation-target-id": String(app.id),
    "x-github-hook-installation-target-type": "integration",
  });
  expect(hook?.payload).toMatchObject({
    ref: "refs/heads/main",
    after: await github.tip("acme/releases"),
    forced: false,
    sender: { login: "octocat" },
    installation: { id: expect.any(Number) },
  });
});

test("a push by a job's own token is sent, too, though it starts no workflow", async () => {
  const before = server.requests.length;
  const events: string[] = [];
  const stop = github.onEvent(({ name }) => events.push(name));
  await put("acme/releases", "by-a-job", jobToken);
  stop();
  expect(
    (await hooksSince(before)).map(({ event, payload }) => [event, payload["sender"]?.["login"]]),
  ).toEqual([["push", "github-actions[bot]"]]);
  expect(events).toEqual([]);
});

test("every webhook is as GitHub describes it", async () => {
  const before = server.requests.length;
  const sha = (await github.tip("acme/my-app")) ?? "";
  const repository = github.repository("acme/my-app");
  const api = `${github.apiUrl}/repos/acme/my-app`;
  await put("acme/my-app", "pushed");
  await send(`${api}/statuses/${sha}`, { token, body: { state: "success", context: "build" } });
  const { json } = await send(`${api}/deployments`, {
    token,
    body: { ref: "main", environment: "prod", required_contexts: [] },
  });
  await send(`${api}/deployments/${json.id}/statuses`, { token, body: { state: "success" } });
  await github.createBranch("acme/my-app", "topic");
  const onTopic = (path: string): Promise<unknown> =>
    send(`${api}/contents/${path}`, {
      token,
      method: "PUT",
      body: { message: "Topic", content: "", branch: "topic" },
    });
  await onTopic("a");
  const { number } = await github.openPullRequest("acme/my-app", { head: "topic" });
  await onTopic("b");
  await github.closePullRequest("acme/my-app", number);
  await github.reopenPullRequest("acme/my-app", number);
  const check = { app: "circleci", name: "test", branch: "main", sha } as const;
  const suite = await github.reportCheck("acme/my-app", { ...check, conclusion: null });
  await github.reportCheck("acme/my-app", { ...check, suite, conclusion: "failure" });
  const { gitDir, cloneUrl } = github.repository("acme/my-app");
  await runGit(gitDir, "push", "--quiet", authenticated(cloneUrl, token), ":refs/heads/topic");
  const theirs = github.installApp(app, "globex");
  await github.createRepository("acme/moves");
  github.archiveRepository("acme/moves");
  github.archiveRepository("acme/moves", false);
  github.renameRepository("acme/moves", "moved");
  github.transferRepository("acme/moved", "globex");
  github.setPrivate("globex/moved", true);
  github.setPrivate("globex/moved", false);
  github.deleteRepository("globex/moved");
  github.suspendInstallation(theirs.id);
  github.suspendInstallation(theirs.id, false);
  github.uninstallApp(theirs.id);
  const event = { name: "push", repository, ref: "refs/heads/main", sha, actor: "octocat", payload: {} };
  const run = github.runs.create({
    event,
    workflowPath: ".github/workflows/build.yml",
    workflowName: "Build",
    displayTitle: "Build",
  });
  github.runs.update(run.id, { status: "in_progress" });
  github.runs.update(run.id, { status: "completed", conclusion: "success" });

  const ajv = new Ajv({ strict: false, validateFormats: false, logger: false });
  ajv.addSchema({ ...described, $id: "webhooks" }, "webhooks");
  const seen = new Set<string>();
  for (const { event: name, payload } of await hooksSince(before)) {
    const action = (payload as Readonly<Record<string, unknown>>)["action"];
    const id = [String(name), ...(typeof action === "string" ? [action] : [])].join("/").replaceAll("_", "-");
    const validate = ajv.compile({ $ref: `webhooks#/operations/${id.replaceAll("/", "~1")}/requestBody` });
    validate(payload);
    expect([id, validate.errors]).toEqual([id, null]);
    seen.add(id);
  }
  expect([...seen].sort()).toEqual(SENT_WEBHOOKS);
});

describe("a repository that comes to an account, or leaves it", () => {
  const gone = "acme/gone";
  const told = async (act: () => unknown): Promise<unknown> => {
    const before = server.requests.length;
    await act();
    const hooks = await hooksSince(before);
    return hooks.map(({ event, payload }) => {
      const moved = ["repositories_removed", "repositories_added"].flatMap((list) => listAt(payload, list));
      const names = [...moved, at(payload, "repository")].flatMap((one) => textAt(one, "full_name") ?? []);
      return [`${String(event)} ${textAt(payload, "action")}`, at(payload, "installation", "id"), ...names];
    });
  };

  test("is told to the installations that have lost it or got it, and a transfer to the new account alone", async () => {
    const [ours = 0] = await ids("acme");
    await github.createRepository(gone, { private: true });
    expect(await told(() => github.transferRepository(gone, "initech"))).toEqual([
      ["installation_repositories removed", ours, gone],
    ]);
    const { id } = github.installApp(app, "globex");
    expect(await told(() => github.transferRepository("initech/gone", "globex"))).toEqual([
      ["installation_repositories added", id, "globex/gone"],
      ["repository transferred", id, "globex/gone"],
    ]);
    expect(await told(() => github.transferRepository("globex/gone", "acme"))).toEqual([
      ["installation_repositories removed", id, "globex/gone"],
      ["installation_repositories added", ours, gone],
      ["repository transferred", ours, gone],
    ]);
    expect(await told(() => github.deleteRepository(gone))).toEqual([
      ["installation_repositories removed", ours, gone],
      ["repository deleted", ours, gone],
    ]);
    github.uninstallApp(id);
    await github.webhooksSettled();
  });

  test("is told to an installation that is given others, and not while it is suspended", async () => {
    const [ours = 0] = await ids("acme");
    const removed = ["acme/releases"];
    expect(await told(() => github.chooseRepositories(ours, ["my-app"]))).toEqual([
      ["installation_repositories removed", ours, ...removed],
    ]);
    github.suspendInstallation(ours);
    await github.webhooksSettled();
    expect(await told(() => github.chooseRepositories(ours, []))).toEqual([]);
    github.suspendInstallation(ours, false);
    await github.webhooksSettled();
    expect(await told(() => github.chooseRepositories(ours, "all"))).toEqual([
      ["installation_repositories added", ours, "acme/releases", "acme/my-app"],
    ]);
  });

  async function ids(account: string): Promise<readonly number[]> {
    const { json } = await send(`${github.apiUrl}/app/installations`, {
      token: await appJwt(app, { at: now }),
    });
    const list = listAt({ json }, "json").filter((one) => textAt(one, "account", "login") === account);
    return list.map((one) => Number(at(one, "id")));
  }
});

describe("deliveries", () => {
  const asApp = async (path: string, method = "GET"): Promise<Awaited<ReturnType<typeof send>>> =>
    send(`${github.apiUrl}/app/hook/deliveries${path}`, { token: await appJwt(app, { at: now }), method });

  test("that were lost are listed as failed, and are redelivered on request, with the same guid", async () => {
    const before = server.requests.length;
    github.failWebhooks({ lose: 1 });
    await put("acme/releases", "lost");
    await put("acme/releases", "found");
    expect(await hooksSince(before)).toHaveLength(1);
    const failed = (await asApp("?status=failure")).json as {
      readonly id: number;
      readonly guid: string;
      readonly status_code: number;
    }[];
    expect(failed).toMatchObject([{ event: "push", status_code: 0, redelivery: false }]);
    expect((await asApp(`/${failed[0]?.id}/attempts`, "POST")).status).toBe(202);
    const again = (await hooksSince(before)).at(-1);
    expect(again?.id).toBe(failed[0]?.guid);
    expect(again?.payload["head_commit"]?.["message"]).toBe("Add lost");
    const list = (await asApp("")).json as { readonly guid: string; readonly redelivery: boolean }[];
    expect(list[0]).toMatchObject({ guid: failed[0]?.guid, redelivery: true, status_code: 200 });
  });

  test("can be doubled and reversed", async () => {
    const before = server.requests.length;
    github.holdWebhooks();
    github.failWebhooks({ double: 1 });
    await put("acme/releases", "first");
    await put("acme/releases", "second");
    expect(await hooksSince(before)).toEqual([]);
    github.releaseWebhooks("reversed");
    const hooks = await hooksSince(before);
    expect(hooks.map(({ payload }) => String(payload["head_commit"]?.["message"])).sort()).toEqual([
      "Add first",
      "Add first",
      "Add second",
    ]);
    expect(new Set(hooks.map(({ id }) => id)).size).toBe(2);
  });

  test("are listed in pages, for three days", async () => {
    const all = (await asApp("?per_page=100")).json as { readonly id: number }[];
    const ids: number[] = [];
    let path: string | undefined = "?per_page=2";
    while (path !== undefined) {
      const { json, headers } = await asApp(path);
      ids.push(...(json as { readonly id: number }[]).map(({ id }) => id));
      path = /deliveries(\?[^>]*)>; rel="next"/.exec(headers.get("link") ?? "")?.[1];
    }
    expect(ids).toEqual(all.map(({ id }) => id));
    expect(ids.length).toBeGreaterThan(4);
    now = new Date(now.getTime() + 3 * 24 * 3_600_000 + 1000);
    expect((await asApp("")).json).toEqual([]);
  });
});
