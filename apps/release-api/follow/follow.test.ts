import { createHmac } from "node:crypto";
import { mkdtempSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "@jest/globals";
import { authenticated, runGit, testGitHub, tokenFor, type TestGitHub } from "@release-channels/sandbox";
import { DocumentCheck, type OpenApi } from "../../../lib/http/testing/document.ts";
import { databaseText, record } from "../testing/files.ts";
import { startServerProcess, type Health, type ReleaseApiProcess } from "../testing/server-process.ts";

const NAME = "acme/releases";
const database = (tag: string): string =>
  databaseText([record("app", "dev", tag), record("web", "dev", "v9"), record("web", "prod", "v8")]);
const POLICY = JSON.stringify({ version: 1, channels: ["dev", "stage", "prod"] });

let github: TestGitHub;
let clone: string;
let folder: string;
let server: ReleaseApiProcess | undefined;

beforeAll(async () => {
  github = await testGitHub();
  const { cloneUrl } = await github.createRepository(NAME, {
    private: true,
    files: { "db/db.json": database("v1"), "db/policy.json": POLICY },
  });
  await github.createRepository("acme/shop", { private: true, files: { "db/db.json": database("shop") } });
  const writer = tokenFor(github, [NAME], { contents: "write" });
  await runGit(github.directory, "clone", "-q", authenticated(cloneUrl, writer), "clone");
  clone = join(github.directory, "clone");
});
afterAll(() => github.stop());

beforeEach(() => {
  folder = mkdtempSync(join(github.directory, "followed-"));
  github.forgetRequests();
});
afterEach(async () => {
  github.clearFaults();
  await server?.stop();
  server = undefined;
});

async function push(text: string): Promise<string> {
  writeFileSync(join(clone, "db/db.json"), text);
  await runGit(clone, "commit", "-q", "--allow-empty", "-am", "Release");
  await runGit(clone, "push", "-q", "origin", "HEAD:main");
  return (await runGit(clone, "rev-parse", "HEAD")).trim();
}

async function follow(env: Readonly<Record<string, string>> = {}): Promise<ReleaseApiProcess> {
  server = await startServerProcess({
    RELEASE_REPOSITORY: NAME,
    GITHUB_API_URL: github.apiUrl,
    FOLLOW_FOLDER: folder,
    FOLLOW_SECONDS: "1",
    ...env,
  });
  return server;
}

const reader = (): Readonly<Record<string, string>> => ({
  GITHUB_TOKEN: tokenFor(github, [NAME], { contents: "read" }),
});
const serves = (commit: string) => (health: Health) =>
  health.status === "ok" && health.followed?.commit === commit;
const asked = () => github.requests.map(({ operation, status }) => `${operation} ${status}`);

/** The tag of each record of the channel dev. */
async function tags(): Promise<readonly string[]> {
  const answer = await fetch(`${server?.url}/v1/releases?channel=dev`);
  const { releases } = (await answer.json()) as { readonly releases: readonly { readonly image: string }[] };
  return releases.map(({ image }) => image.slice(image.indexOf(":") + 1));
}

test("what the branch has is served, and a push is, while looks that find nothing new cost nothing", async () => {
  const first = await push(database("v2"));
  github.forgetRequests();
  const { healthy, get } = await follow(reader());
  await healthy(serves(first));
  expect(await tags()).toEqual(["v2", "v9"]);
  const channels = (await (await get("/v1/channels")).json()) as { readonly channels: readonly unknown[] };
  expect(channels.channels).toHaveLength(3);
  await healthy(() => asked().length > 5);
  expect(new Set(asked().slice(3))).toEqual(new Set(["repos/get-commit 304"]));
  const second = await push(database("v3"));
  const health = await healthy(serves(second));
  expect(await tags()).toEqual(["v3", "v9"]);
  expect(health.followed).toMatchObject({ repository: NAME, branch: "main", problem: null });
  const reads = asked().filter((line) => line.startsWith("repos/") && !line.endsWith("304"));
  const change = ["repos/get-commit 200", "repos/get-content 200", "repos/get-content 200"];
  expect(reads).toEqual([...change, ...change]);
  expect(readdirSync(folder).sort()).toEqual([second, "current"].sort());
});

test("a database that is invalid leaves the last valid one, until it is mended", async () => {
  const first = await push(database("v4"));
  const { healthy } = await follow(reader());
  await healthy(serves(first));
  const broken = await push("{");
  const health = await healthy(({ status }) => status === "degraded");
  expect(health.followed?.commit).toBe(broken);
  expect(health.problems[0]?.message).toContain("not JSON: close brace expected");
  expect(await tags()).toEqual(["v4", "v9"]);
  await healthy(serves(await push(database("v5"))));
  expect(await tags()).toEqual(["v5", "v9"]);
});

test("without GitHub the last database is served, also after a start, and health says why", async () => {
  const token = reader();
  const first = await push(database("v6"));
  const before = await follow(token);
  await before.healthy(serves(first));
  github.inject({ operation: "*", fault: { kind: "status", status: 401, message: "Bad credentials" } });
  const told = await before.healthy(({ status }) => status === "degraded");
  expect(told.followed).toMatchObject({
    commit: first,
    problem: `Could not look where the branch main is in ${NAME}: GitHub answered 401, Bad credentials.`,
  });
  await before.stop();
  const after = await follow(token);
  await after.healthy(({ status, followed }) => status === "degraded" && followed?.problem !== null);
  expect(await tags()).toEqual(["v6", "v9"]);
  github.clearFaults();
  await after.healthy(serves(await push(database("v7"))));
  expect(await tags()).toEqual(["v7", "v9"]);
});

test("a branch that is pushed back is followed back", async () => {
  const first = await push(database("v8"));
  const { healthy } = await follow(reader());
  await healthy(serves(await push(database("v10"))));
  await runGit(clone, "reset", "-q", "--hard", first);
  await runGit(clone, "push", "-q", "--force", "origin", "HEAD:main");
  await healthy(serves(first));
  expect(await tags()).toEqual(["v8", "v9"]);
});

test("what was cut off is read again, and never served by halves", async () => {
  const { healthy } = await follow(reader());
  await healthy(({ status }) => status === "ok");
  for (const operation of ["repos/get-commit", "repos/get-content", "repos/get-content"])
    github.inject({ operation, fault: { kind: "cut" }, times: 1 });
  await healthy(serves(await push(database("v11"))));
  expect(await tags()).toEqual(["v11", "v9"]);
});

test("a signed webhook makes it look at once, an unsigned one does not, and nothing of it is believed", async () => {
  const env = { ...reader(), FOLLOW_SECONDS: "3600", GITHUB_WEBHOOK_SECRET: "new\nold" };
  const { healthy, get } = await follow(env);
  await healthy(({ status }) => status === "ok");
  const commit = await push(database("v13"));
  const check = new DocumentCheck((await (await get("/openapi.json")).json()) as OpenApi);
  const hint = async (secret: string, body: string, length?: number): Promise<number> => {
    const signature = `sha256=${createHmac("sha256", secret).update(body).digest("hex")}`;
    const headers = { "x-hub-signature-256": signature };
    const sent = { method: "POST", headers, body: body + " ".repeat(length ?? 0) };
    const answer = await get("/webhooks/github", sent);
    await check.check("post", "/webhooks/github", answer);
    return answer.status;
  };
  const body = JSON.stringify({ ref: "refs/heads/main", after: "f".repeat(40) });
  github.forgetRequests();
  expect(await hint("older", body)).toBe(401);
  expect(await hint("new", body, 4 * 1024 * 1024)).toBe(413);
  await check.check("post", "/webhooks/github", await get("/webhooks/github", { method: "POST" }));
  expect(asked()).toEqual([]);
  expect(await hint("old", body)).toBe(202);
  await healthy(serves(commit));
  expect(await tags()).toEqual(["v13", "v9"]);
  expect([...check.seen].map((answer) => answer.split(" ")[2])).toEqual(["401", "413", "400", "202"]);
});

test("without a secret no webhook is taken", async () => {
  const { url } = await follow(reader());
  const answer = await fetch(`${url}/webhooks/github`, { method: "POST", body: "{}" });
  expect([answer.status, await answer.text()]).toEqual([
    403,
    expect.stringContaining("set RELEASE_REPOSITORY and GITHUB_WEBHOOK_SECRET."),
  ]);
});

test("an App reads with one token, which may read this repository alone", async () => {
  const app = await github.createApp({
    slug: "reader",
    permissions: { contents: "write", metadata: "read" },
  });
  github.installApp(app, "acme");
  const first = await push(database("v12"));
  const { healthy } = await follow({ GITHUB_APP_ID: String(app.id), GITHUB_APP_PRIVATE_KEY: app.privateKey });
  await healthy(serves(first));
  await healthy(() => asked().filter((line) => line === "repos/get-commit 304").length > 2);
  expect(asked().filter((line) => line.startsWith("apps/create-installation-access-token"))).toHaveLength(1);
  const grants = github.requests
    .filter(({ operation }) => operation.startsWith("repos/"))
    .map(({ grant }) => grant);
  expect(grants.at(-1)).toMatchObject({ repositories: [NAME], permissions: { contents: "read" } });
});

test("what anybody may read is read without a token", async () => {
  await github.createRepository("acme/public", { files: { "a/b.json": database("open") } });
  const env = {
    RELEASE_REPOSITORY: "acme/public",
    RELEASE_DATABASE: "a/b.json",
    RELEASE_POLICY: "a/none.json",
  };
  const { healthy } = await follow(env);
  await healthy(({ status }) => status === "ok");
  expect(await tags()).toEqual(["open", "v9"]);
  expect(new Set(github.requests.map(({ actor }) => actor))).toEqual(new Set([undefined]));
});

test("a branch that does not exist is named, and nothing is served", async () => {
  const { healthy, get } = await follow({ ...reader(), RELEASE_BRANCH: "mian" });
  const { followed } = await healthy((health) => health.followed?.problem !== null);
  expect(followed?.problem).toContain("Could not look where the branch mian is in acme/releases");
  expect((await get("/v1/releases")).status).toBe(503);
});
