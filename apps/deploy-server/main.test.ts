import { execFile } from "node:child_process";
import { createHmac } from "node:crypto";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { answersBefore, askBeforeEndpoints } from "../../lib/http/testing/answers-before.ts";
import { DocumentCheck, type OpenApi } from "../../lib/http/testing/document.ts";
import { startProcess, type ServerProcess } from "../../lib/http/testing/server-process.ts";

const MAIN = fileURLToPath(new URL("main.ts", import.meta.url));

/** Nobody answers at these addresses: what is served here needs none of them. */
const ENV = {
  SLACK_BOT_TOKEN: "xoxb-1",
  SLACK_SIGNING_SECRET: "new of Slack\nold of Slack",
  SLACK_API_URL: "http://127.0.0.1:9/api",
  GITHUB_API_URL: "http://127.0.0.1:9",
  GITHUB_TOKEN: "ghp_1",
  GITHUB_WEBHOOK_SECRET: "new of GitHub\nold of GitHub",
  RELEASE_REPOSITORY: "acme/releases",
};

const hmac = (secret: string, text: string): string =>
  createHmac("sha256", secret).update(text).digest("hex");

let folder: string;
let server: ServerProcess;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "deploy-server-main-"));
  server = await startProcess(MAIN, { ...ENV, DATA_FOLDER: join(folder, "data"), DRAIN_SECONDS: "1" });
});
afterAll(async () => {
  await server.stop();
  await rm(folder, { recursive: true, force: true });
});

test("it is alive and ready, has metrics, and describes all that it serves", async () => {
  expect(await (await server.get("/healthz")).json()).toEqual({ status: "ok" });
  expect(await (await server.get("/readyz")).json()).toEqual({ status: "ok", waiting: 0 });
  expect(await (await server.get("/metrics")).text()).toContain(
    "deploy_server_request_duration_seconds_count",
  );
  const document = (await (await server.get("/openapi.json")).json()) as OpenApi;
  expect(Object.keys(document.paths).toSorted()).toEqual([
    "/healthz",
    "/link",
    "/link/callback",
    "/metrics",
    "/openapi.json",
    "/readyz",
    "/sign-in",
    "/slack/commands",
    "/slack/interactions",
    "/v1/configs",
    "/v1/dispatches",
    "/v1/history",
    "/v1/locks",
    "/v1/locks/end",
    "/v1/requests",
    "/v1/requests/{id}",
    "/v1/requests/{id}/decisions",
    "/v1/sync",
    "/v1/sync/{id}",
    "/v1/targets",
    "/v1/why",
    "/webhooks/flux/{cluster}",
    "/webhooks/github",
  ]);
  const before = await askBeforeEndpoints(server, document, new DocumentCheck(document));
  expect(before).toEqual(answersBefore(document));
  expect(server.log.map(({ msg }) => msg)).toContainEqual(expect.stringContaining("this is a trial"));
});

test.each([
  ["new of GitHub", 202],
  ["old of GitHub", 202],
  ["new of Slack", 401],
])(
  "while the webhook's secret changes, one that is signed with %j is answered with %i",
  async (secret, status) => {
    const body = JSON.stringify({ zen: secret });
    const headers = {
      "content-type": "application/json",
      "x-github-event": "ping",
      "x-github-delivery": `0-${secret}`,
      "x-hub-signature-256": `sha256=${hmac(secret, body)}`,
    };
    expect((await server.get("/webhooks/github", { method: "POST", body, headers })).status).toBe(status);
  },
);

test.each([
  ["new of Slack", 200],
  ["old of Slack", 200],
  ["old of GitHub", 401],
])(
  "while Slack's secret changes, a command that is signed with %j is answered with %i",
  async (secret, status) => {
    const body = new URLSearchParams({ command: "/deploy", text: "help", trigger_id: secret }).toString();
    const at = String(Math.floor(Date.now() / 1000));
    const headers = {
      "content-type": "application/x-www-form-urlencoded",
      "x-slack-request-timestamp": at,
      "x-slack-signature": `v0=${hmac(secret, `v0:${at}:${body}`)}`,
    };
    expect((await server.get("/slack/commands", { method: "POST", body, headers })).status).toBe(status);
  },
);

test("settings that cannot be used are told at once, all of them, and no secret is", async () => {
  const env = {
    PATH: process.env["PATH"],
    GITHUB_TOKEN: "ghp_secret",
    SLACK_API_URL: "slack",
    DATABASE_URL: "mysql://x",
    SLACK_SIGNING_SECRET: "three\nof\nthem",
  };
  const ended = await promisify(execFile)(process.execPath, [MAIN], { env }).catch((error: unknown) => error);
  expect(ended).toMatchObject({ code: 1 });
  const { stderr } = ended as { readonly stderr: string };
  expect(stderr.trim().split("\n")).toEqual([
    "DATABASE_URL is no address of PostgreSQL: write postgres://user@host:5432/deploys.",
    expect.stringMatching(/^SLACK_BOT_TOKEN is not set/),
    "SLACK_SIGNING_SECRET has more than two lines: put the new secret on the first, and the one before it on the second.",
    'SLACK_API_URL is "slack", but must be an address such as https://slack.com/api.',
    expect.stringMatching(/^GITHUB_WEBHOOK_SECRET is not set/),
    "RELEASE_REPOSITORY is not set: name the release repository, as owner/name.",
  ]);
  expect(stderr).not.toContain("ghp_secret");
  expect(stderr).not.toContain("them");
});

test("Slack needs one of its two ways in", async () => {
  const env = { PATH: process.env["PATH"] };
  const ended = await promisify(execFile)(process.execPath, [MAIN], { env }).catch((error: unknown) => error);
  expect(ended).toMatchObject({
    stderr: expect.stringContaining("Neither SLACK_SIGNING_SECRET nor SLACK_APP_TOKEN is set: the first"),
  });
});

test("the database's address may be in a file, as every secret", async () => {
  const env = { PATH: process.env["PATH"], DATABASE_URL_FILE: "/nowhere/database" };
  const ended = await promisify(execFile)(process.execPath, [MAIN], { env }).catch((error: unknown) => error);
  expect(ended).toMatchObject({
    stderr: expect.stringContaining('DATABASE_URL_FILE is "/nowhere/database", which cannot be read.'),
  });
});

test("a database that does not answer is told in one line, without its password", async () => {
  const env = { PATH: process.env["PATH"], ...ENV, DATABASE_URL: "postgres://ship:secret@127.0.0.1:9/ships" };
  const ended = await promisify(execFile)(process.execPath, [MAIN], { env }).catch((error: unknown) => error);
  expect(ended).toMatchObject({
    code: 1,
    stderr:
      "PostgreSQL does not answer at DATABASE_URL: connect ECONNREFUSED 127.0.0.1:9. Look after it and the NetworkPolicy; then start the server again.\n",
  });
});

test("told to stop, it wants no more requests, ends its work, and then itself", async () => {
  const exit = once(server.child, "exit");
  server.child.kill("SIGTERM");
  await server.logged(({ msg }) => msg === "stopping");
  expect((await server.get("/readyz")).status).toBe(503);
  expect(await exit).toEqual([0, null]);
  expect(server.log.map(({ msg }) => msg)).toContain("stopped");
});
