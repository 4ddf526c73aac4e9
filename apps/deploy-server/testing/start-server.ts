import { createServer, type AddressInfo } from "node:net";
import type { ManualClock, Slack, SlackApp, TestGitHub } from "@release-channels/sandbox";
import { pino } from "pino";
import type { Store } from "../../../lib/store/store.ts";
import { createDeployServer, type DeployServer } from "../server.ts";
import { readSettings, type Settings } from "../settings.ts";

const WEBHOOK_SECRET = "a webhook's secret";

/** What a server needs around it. */
export interface Surroundings {
  readonly github: TestGitHub;
  readonly slack: Slack;
  readonly clock: ManualClock;
  readonly store: Store;
  /** Slack comes by websockets instead. */
  readonly socketMode?: boolean | undefined;
  /** `acme/releases` */
  readonly releases: string;
}

export interface StartedServer {
  readonly server: DeployServer;
  readonly url: string;
  readonly settings: Settings;
  readonly slackApp: SlackApp;
}

/** Starts a server where Slack and GitHub have been told that it will be. */
export async function startServer({
  github,
  slack,
  clock,
  store,
  releases,
  socketMode = false,
}: Surroundings): Promise<StartedServer> {
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const slackApp = slack.installApp({
    name: "deployer",
    scopes: ["chat:write", "commands", "users:read", "im:write"],
    commands: [{ command: "/deploy", url: `${url}/slack/commands` }],
    interactivityUrl: `${url}/slack/interactions`,
    socketMode,
  });
  const app = await github.createApp({
    slug: "deployer",
    permissions: {
      contents: "write",
      statuses: "write",
      deployments: "write",
      pull_requests: "read",
      actions: "read",
      members: "read",
    },
    webhook: {
      url: `${url}/webhooks/github`,
      secret: WEBHOOK_SECRET,
      events: ["push", "workflow_run", "status"],
    },
    callbackUrls: [`${url}/link/callback`],
  });
  github.installApp(app, "acme");
  const settings = readSettings({
    PORT: String(port),
    PUBLIC_URL: url,
    LOG_LEVEL: process.env["LOG_LEVEL"] ?? "silent",
    SLACK_BOT_TOKEN: slackApp.botToken,
    ...(socketMode
      ? { SLACK_APP_TOKEN: slackApp.appToken }
      : { SLACK_SIGNING_SECRET: slackApp.signingSecret }),
    SLACK_API_URL: slack.apiUrl,
    GITHUB_API_URL: github.apiUrl,
    GITHUB_SERVER_URL: github.url,
    GITHUB_APP_ID: app.clientId,
    GITHUB_APP_PRIVATE_KEY: app.privateKey,
    GITHUB_CLIENT_ID: app.clientId,
    GITHUB_CLIENT_SECRET: app.clientSecret,
    GITHUB_WEBHOOK_SECRET: WEBHOOK_SECRET,
    RELEASE_REPOSITORY: releases,
  });
  const log = pino({ level: settings.logLevel });
  const server = await createDeployServer({
    settings,
    store,
    readiness: { stopping: false },
    log,
    clock,
    pollMs: 300,
  });
  await server.app.listen({ host: "127.0.0.1", port });
  return { server, url, settings, slackApp };
}

/** A port that was free a moment ago: Slack and GitHub are told the address before the server listens. */
async function freePort(): Promise<number> {
  const probe = createServer();
  await new Promise<void>((resolve) => probe.listen(0, "127.0.0.1", resolve));
  const { port } = probe.address() as AddressInfo;
  await new Promise((resolve) => probe.close(resolve));
  return port;
}
