import type {
  App,
  GitHub,
  Registry,
  Slack,
  SlackApp,
  SlackChannel,
  SlackUser,
} from "@release-channels/sandbox";
import { createGitHubApp, slackAppOf } from "../../apps/deploy-server/testing/sandbox-apps.ts";
import { startFront, type Front } from "./front.ts";
import type { Kill } from "./kill.ts";
import { startReplica, type Replica } from "./replica.ts";
import { releaseFiles, type Shop } from "./shop.ts";

const WEBHOOK_SECRET = "a webhook's secret";
const TEAM = "acme/release";

/** What exists before a deploy server starts. */
export interface SiteOptions {
  readonly github: GitHub;
  /** A file with the certificate of a GitHub that signs its own. */
  readonly certificate?: string | undefined;
  readonly slack: Slack;
  readonly registry: Registry;
  readonly shop: Shop;
  /** Of the release repository's first commit, instead of the shop's own, by path. */
  readonly files?: Readonly<Record<string, string>>;
  /** Where the store is, as the server is told: `DATABASE_URL` or `DATA_FOLDER`; and what else it is told. */
  readonly env: Readonly<Record<string, string>>;
  /** Slack sends by websockets, and not over HTTP. */
  readonly socketMode?: boolean | undefined;
  /** Where logs go. */
  readonly folder: string;
}

/** Where deploy servers run: an app, an organization on GitHub and a workspace on Slack that know their address. */
export interface Site extends SiteOptions {
  readonly front: Front;
  readonly githubApp: App;
  readonly slackApp: SlackApp;
  readonly alice: SlackUser;
  readonly bob: SlackUser;
  readonly channel: SlackChannel;
  /** Those that were started, the dead included. */
  readonly replicas: readonly Replica[];
  /** Starts another one behind the same address. @param kills where it dies @param main as in ReplicaOptions */
  readonly start: (kills?: readonly Kill[], main?: string) => Promise<Replica>;
  /** Builds the head of a branch, green, and pushes its image. */
  readonly build: (sha: string, branch?: string) => Built;
  readonly stop: () => Promise<void>;
}

export interface Built {
  readonly sha: string;
  /** `127.0.0.1:5000/acme/shop:main-1a2b3c4@sha256:…` */
  readonly image: string;
}

export async function startSite(options: SiteOptions): Promise<Site> {
  const { github, slack, registry, shop, folder, socketMode = false } = options;
  const front = await startFront();
  await github.createRepository(shop.source, { private: true, files: { "README.md": `${shop.name}\n` } });
  await github.createRepository(shop.releases, {
    private: true,
    files: { ...releaseFiles(shop), ...options.files },
  });
  const githubApp = await installGitHubApp(github, shop, front.url);
  const slackApp = slack.installApp(slackAppOf(socketMode ? undefined : front.url));
  const [alice, bob] = [slack.addUser({ name: "alice" }), slack.addUser({ name: "bob" })];
  const channel = slack.addChannel({ name: "deploys", members: [alice.id, bob.id] });
  slack.invite(channel.name, slackApp.botUserId);
  const env = environment(options, { url: front.url, githubApp, slackApp });
  const replicas: Replica[] = [];
  let started = 0;
  const showRunning = (): void =>
    front.serve(replicas.filter((one) => one.isRunning()).map((one) => one.url));
  return {
    ...options,
    front,
    githubApp,
    slackApp,
    alice,
    bob,
    channel,
    replicas,
    start: async (kills, main) => {
      started += 1;
      const name = `deploy-server-${started}`;
      const replica = await startReplica({ name, folder, env, main, kills });
      replicas.push(replica);
      showRunning();
      void replica.ended.then(showRunning);
      return replica;
    },
    build: (sha, branch = "main") => build({ github, registry, shop }, sha, branch),
    stop: async () => {
      for (const replica of replicas) await replica.stop();
      await front.close();
    },
  };
}

async function installGitHubApp(github: GitHub, { name, source }: Shop, url: string): Promise<App> {
  const app = await createGitHubApp(github, "acme", {
    publicUrl: url,
    secret: WEBHOOK_SECRET,
    slug: `deployer-of-${name}`,
  });
  for (const login of ["alice", "bob"]) github.setPermission(source, login, "write");
  github.setTeam(TEAM, ["alice", "bob"]);
  return app;
}

function environment(
  { github, certificate, slack, shop, env, socketMode = false }: SiteOptions,
  {
    url,
    githubApp,
    slackApp,
  }: { readonly url: string; readonly githubApp: App; readonly slackApp: SlackApp },
): Readonly<Record<string, string>> {
  return {
    PUBLIC_URL: url,
    // More is deployed in a minute than Slack lets anybody tell.
    SLACK_UPDATES_PER_MINUTE: "100000",
    GITHUB_COMMITS_PER_HOUR: "1000000",
    ...env,
    SLACK_BOT_TOKEN: slackApp.botToken,
    ...(socketMode
      ? { SLACK_APP_TOKEN: slackApp.appToken }
      : { SLACK_SIGNING_SECRET: slackApp.signingSecret }),
    SLACK_API_URL: slack.apiUrl.replace(/\/$/, ""),
    GITHUB_API_URL: github.apiUrl,
    GITHUB_SERVER_URL: github.url,
    GITHUB_APP_ID: githubApp.clientId,
    GITHUB_APP_PRIVATE_KEY: githubApp.privateKey,
    GITHUB_CLIENT_ID: githubApp.clientId,
    GITHUB_CLIENT_SECRET: githubApp.clientSecret,
    GITHUB_WEBHOOK_SECRET: WEBHOOK_SECRET,
    RELEASE_REPOSITORY: shop.releases,
    ...(certificate !== undefined && { NODE_EXTRA_CA_CERTS: certificate }),
  };
}

function build(
  { github, registry, shop }: Pick<SiteOptions, "github" | "registry" | "shop">,
  sha: string,
  branch: string,
): Built {
  const repository = github.repository(shop.source);
  const ref = `refs/heads/${branch}`;
  const run = github.runs.create({
    event: { name: "push", repository, ref, sha, actor: "alice", payload: {} },
    workflowPath: ".github/workflows/build.yml",
    workflowName: "Build",
    displayTitle: "Build",
  });
  github.runs.update(run.id, { status: "completed", conclusion: "success" });
  const tag = `${branch.replaceAll("/", "-")}-${sha.slice(0, 7)}`;
  const labels = { "org.opencontainers.image.revision": sha };
  const digest = registry.push(shop.source, tag, { labels });
  return { sha, image: `${shop.image}:${tag}@${digest}` };
}
