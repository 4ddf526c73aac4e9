import type { App, ManualClock, Slack, SlackApp, TestGitHub } from "@release-channels/sandbox";
import { pino } from "pino";
import { freePort } from "../../../lib/http/testing/free-port.ts";
import type { Store } from "../../../lib/store/store.ts";
import { createDeployServer, type DeployServer } from "../server.ts";
import { readSettings, type Settings } from "../settings.ts";
import { createGitHubApp, slackAppOf } from "./sandbox-apps.ts";

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
  readonly githubApp: App;
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
  const slackApp = slack.installApp(slackAppOf(socketMode ? undefined : url));
  const app = await createGitHubApp(github, "acme", { publicUrl: url, secret: WEBHOOK_SECRET });
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
    // Who tests a sync asks for it.
    SYNC_EVERY_HOURS: "0",
    // Tests deploy and release more in a minute than Slack and GitHub let anybody.
    SLACK_UPDATES_PER_MINUTE: "100000",
    GITHUB_COMMITS_PER_HOUR: "1000000",
    GITHUB_REPORTS_PER_HOUR: "100000",
  });
  const log = pino({ level: settings.logLevel });
  const server = await createDeployServer({
    settings,
    store,
    readiness: { stopping: false },
    log,
    clock,
    pollMs: 2_000,
    // Of real time, which a busy machine has none of.
    formPatienceMs: 600_000,
    socketSilenceMs: 1_000,
  });
  await server.app.listen({ host: "127.0.0.1", port });
  return { server, url, settings, slackApp, githubApp: app };
}
