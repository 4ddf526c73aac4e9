import {
  startSlack,
  systemClock,
  testGitHub,
  type App,
  type Slack,
  type TestGitHub,
} from "@release-channels/sandbox";
import { pushFiles } from "../../../apps/deploy-server/testing/push.ts";
import { createGitHubApp, slackAppOf } from "../../../apps/deploy-server/testing/sandbox-apps.ts";
import { templatesOf, type Source, type Sources, type Templates } from "./webhooks.ts";

export const SECRET = "the bench's secret";
const RELEASES = "acme/releases";
/** Nobody listens: what GitHub tells is only looked at, and sent by the bench when it is due. */
const NOWHERE = "http://127.0.0.1:9";

/** What a deploy server has around it: a GitHub with repositories that have a config, and others; and a Slack. */
export interface Far extends Sources {
  readonly github: TestGitHub;
  readonly slack: Slack;
  readonly releases: Source;
  readonly templates: Templates;
  /** Of the server's process. */
  readonly env: Readonly<Record<string, string>>;
  readonly close: () => Promise<void>;
}

/** @param count of each kind of repository */
export async function startFar(count: number): Promise<Far> {
  const [github, slack] = await Promise.all([testGitHub(), startSlack({ clock: systemClock })]);
  const app = await createGitHubApp(github, "acme", { publicUrl: NOWHERE, secret: SECRET });
  const names = Array.from({ length: count }, (_, index) => `app-${index + 1}`);
  const deployed: Source[] = [];
  const plain: Source[] = [];
  for (const name of names) {
    deployed.push(await newSource(github, `acme/${name}`, { [`.deploy/${name}.yaml`]: configOf(name) }));
    plain.push(await newSource(github, `acme/plain-${name}`, { "README.md": "plain\n" }));
  }
  const targets = names.map((name) => `  ${name}/dev: [{ cluster: none, namespace: ${name} }]\n`).join("");
  const releases = await newSource(github, RELEASES, {
    "db/db.json": `{"version":1,"releases":[]}\n`,
    "db/server.yaml": `version: 1\nclusters: { none: { engine: kubernetes, kubeconfig: "env:CLUSTER_NONE" } }\ntargets:\n${targets}`,
  });
  await tellOfAll(github, plain[0]?.name ?? "");
  const slackApp = slack.installApp(slackAppOf(NOWHERE));
  return {
    github,
    slack,
    releases,
    deployed,
    plain,
    templates: templatesOf(github.webhookDeliveries(app)),
    env: envOf(github, app, {
      SLACK_BOT_TOKEN: slackApp.botToken,
      SLACK_SIGNING_SECRET: slackApp.signingSecret,
      SLACK_API_URL: slack.apiUrl,
    }),
    close: async () => {
      await Promise.all([slack.close(), github.stop()]);
    },
  };
}

function envOf(
  github: TestGitHub,
  app: App,
  slack: Readonly<Record<string, string>>,
): Readonly<Record<string, string>> {
  return {
    ...slack,
    LOG_LEVEL: "silent",
    PUBLIC_URL: NOWHERE,
    GITHUB_API_URL: github.apiUrl,
    GITHUB_SERVER_URL: github.url,
    GITHUB_APP_ID: app.clientId,
    GITHUB_APP_PRIVATE_KEY: app.privateKey,
    GITHUB_WEBHOOK_SECRET: SECRET,
    RELEASE_REPOSITORY: RELEASES,
    SYNC_EVERY_HOURS: "0",
    // The bench is the ingress that everybody comes through.
    TRUSTED_PROXIES: "127.0.0.1",
  };
}

async function newSource(
  github: TestGitHub,
  name: string,
  files: Readonly<Record<string, string>>,
): Promise<Source> {
  const { id } = await github.createRepository(name, { files });
  return { id, name, head: (await github.tip(name)) ?? "" };
}

function configOf(name: string): string {
  return `version: 1
name: ${name}
artifact: { repository: acme/${name}, container: ${name}, image: "ghcr.io/acme/${name}:{branch}-{short-sha}" }
channels:
  dev: { track: main, autodeploy: [build], initial: auto }
`;
}

/** One of each kind of event. */
async function tellOfAll(github: TestGitHub, name: string): Promise<void> {
  const sha = await pushFiles(github, { repository: name, files: { a: "1\n" } });
  const repository = github.repository(name);
  const event = { name: "push", repository, ref: "refs/heads/main", sha, actor: "octocat", payload: {} };
  const build = { workflowPath: ".github/workflows/build.yml", workflowName: "Build", displayTitle: "Build" };
  github.runs.create({ event, ...build });
  await github.webhooksSettled();
}
