import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { GitHub, Slack, SlackChannel } from "@release-channels/sandbox";
import { createGitHubApp, slackAppOf } from "../../../apps/deploy-server/testing/sandbox-apps.ts";
import { freePort } from "../../../lib/http/testing/free-port.ts";
import { startProcess, type ServerProcess } from "../../../lib/http/testing/server-process.ts";

const MAIN = fileURLToPath(new URL("../../../apps/deploy-server/main.ts", import.meta.url));
const WEBHOOK_SECRET = "the GitHub App's webhook secret";

/** Where a deploy server is at home. */
export interface ServerHome {
  readonly github: GitHub;
  /** A folder of its own. */
  readonly directory: string;
  readonly slack: Slack;
  readonly channel: SlackChannel;
  /** `owner/name` of the release repository. */
  readonly releases: string;
  /** The name of its GitHub App. */
  readonly slug: string;
  /** Environment variables that db/server.yaml refers to. */
  readonly secrets: Readonly<Record<string, string>>;
}

/** Starts a deploy server as a process of its own, with the embedded database, where Slack and GitHub expect it. */
export async function startDeployServer({
  github,
  directory,
  slack,
  channel,
  releases,
  slug,
  secrets,
}: ServerHome): Promise<ServerProcess> {
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const slackApp = slack.installApp(slackAppOf(url));
  slack.invite(channel.name, slackApp.botUserId);
  const app = await createGitHubApp(github, "acme", { publicUrl: url, secret: WEBHOOK_SECRET, slug });
  return startProcess(MAIN, {
    HOME: process.env["HOME"] ?? directory,
    PORT: String(port),
    PUBLIC_URL: url,
    DATA_FOLDER: join(directory, slug),
    SLACK_API_URL: slack.apiUrl,
    SLACK_BOT_TOKEN: slackApp.botToken,
    SLACK_SIGNING_SECRET: slackApp.signingSecret,
    GITHUB_API_URL: github.apiUrl,
    GITHUB_SERVER_URL: github.url,
    GITHUB_APP_ID: app.clientId,
    GITHUB_APP_PRIVATE_KEY: app.privateKey,
    GITHUB_CLIENT_ID: app.clientId,
    GITHUB_CLIENT_SECRET: app.clientSecret,
    GITHUB_WEBHOOK_SECRET: WEBHOOK_SECRET,
    RELEASE_REPOSITORY: releases,
    ...secrets,
  });
}
