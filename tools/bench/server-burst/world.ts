import { fileURLToPath } from "node:url";
import {
  startSlack,
  systemClock,
  testGitHub,
  type Repository,
  type TestGitHub,
} from "@release-channels/sandbox";
import { RELEASES } from "../../../apps/deploy-server/testing/release-files.ts";
import { createGitHubApp, slackAppOf } from "../../../apps/deploy-server/testing/sandbox-apps.ts";
import { postgresqlPrograms, startPostgresql } from "../../../lib/store/testing/postgresql.ts";
import { startServerChild, type ServerChild } from "../api/child.ts";
import { UsageError } from "../usage-error.ts";
import { createSenders, createSources, policyOf, type Sender } from "./senders.ts";

const SECRET = "the bench's secret";
/** Nobody listens: the server hears of no push. */
const NOWHERE = "http://127.0.0.1:9";
const MAIN = fileURLToPath(new URL("../../../apps/deploy-server/main.ts", import.meta.url));

/** A deploy server in a process of its own, its PostgreSQL, and the builds that are about to send to it. */
export interface World {
  readonly github: TestGitHub;
  readonly releases: Repository;
  readonly server: ServerChild;
  readonly database: string;
  readonly senders: readonly Sender[];
  readonly stop: () => Promise<void>;
}

export async function startWorld(counts: {
  readonly dispatches: number;
  readonly repositories: number;
}): Promise<World> {
  const programs = postgresqlPrograms();
  if (programs === undefined)
    throw new UsageError("PostgreSQL is not installed: apt-get install postgresql.");
  const postgresql = await startPostgresql(programs);
  const [github, slack] = await Promise.all([testGitHub(), startSlack({ clock: systemClock })]);
  let server: ServerChild | undefined;
  const stop = async (): Promise<void> => {
    await server?.stop();
    await Promise.all([slack.close(), github.stop()]);
    await postgresql.stop();
  };
  try {
    const app = await createGitHubApp(github, "acme", { publicUrl: NOWHERE, secret: SECRET });
    const slackApp = slack.installApp(slackAppOf(NOWHERE));
    const sources = await createSources(github, counts.repositories);
    const releases = await github.createRepository(RELEASES, {
      files: {
        "db/db.json": `{"version":1,"releases":[]}\n`,
        "db/policy.json": `${JSON.stringify(policyOf(sources, counts.dispatches), undefined, 2)}\n`,
        "db/server.yaml": "version: 1\nclusters: {}\ntargets: {}\n",
        ".github/workflows/update-database.yml": "on: repository_dispatch\n",
      },
    });
    server = await startServerChild(
      MAIN,
      {
        DATABASE_URL: postgresql.url,
        LOG_LEVEL: "silent",
        PUBLIC_URL: NOWHERE,
        SLACK_BOT_TOKEN: slackApp.botToken,
        SLACK_SIGNING_SECRET: slackApp.signingSecret,
        SLACK_API_URL: slack.apiUrl,
        GITHUB_API_URL: github.apiUrl,
        GITHUB_SERVER_URL: github.url,
        GITHUB_APP_ID: app.clientId,
        GITHUB_APP_PRIVATE_KEY: app.privateKey,
        GITHUB_WEBHOOK_SECRET: SECRET,
        RELEASE_REPOSITORY: RELEASES,
        SYNC_EVERY_HOURS: "0",
        // The bench is the ingress that everybody comes through.
        TRUSTED_PROXIES: "127.0.0.1",
      },
      "/readyz",
    );
    const senders = await createSenders(github, sources, counts.dispatches);
    return { github, releases, server, database: postgresql.url, senders, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}
