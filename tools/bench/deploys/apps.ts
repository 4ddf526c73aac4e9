import { writeFileSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  chartIn,
  startArgoCd,
  startGitHub,
  startRegistry,
  startSlack,
  tokenFor,
  type ArgoCd,
  type GitHub,
  type SlackMessage,
  type SlackUser,
} from "@release-channels/sandbox";
import { pushFiles } from "../../../apps/deploy-server/testing/push.ts";
import { linkAccount, linkedAccount } from "../../../lib/store/accounts.ts";
import { openStore, type Store } from "../../../lib/store/store.ts";
import { postgresqlPrograms, startPostgresql } from "../../../lib/store/testing/postgresql.ts";
import { ask, link } from "../../deploys/people.ts";
import { CHANNEL, shopNamed, type ClusterConfig, type Shop } from "../../deploys/shop.ts";
import { startSite, type Site } from "../../deploys/site.ts";
import { syncAs } from "../deploy-chaos/applications.ts";
import { UsageError } from "../usage-error.ts";

/** An app with an application in Argo CD, and whoever deploys it. */
export interface AppOfMany {
  /** `app-1` */
  readonly name: string;
  readonly user: SlackUser;
}

/** Many apps of one source repository and one release repository, with a deploy server on PostgreSQL. */
export interface Apps {
  readonly github: GitHub;
  readonly argo: ArgoCd;
  readonly site: Site;
  readonly store: Store;
  readonly apps: readonly AppOfMany[];
  /** Commits to the source, and builds an image of each app. */
  readonly build: (text: string) => Promise<void>;
  readonly stop: () => Promise<void>;
}

export interface AppsOptions {
  readonly count: number;
  /** Whether each deploy needs somebody's word. */
  readonly isProtected: boolean;
  /** What the servers are told otherwise. */
  readonly env?: Readonly<Record<string, string>>;
}

/** Starts one server with everything around it. */
export async function startApps({ count, isProtected, env = {} }: AppsOptions): Promise<Apps> {
  const programs = postgresqlPrograms();
  if (programs === undefined)
    throw new UsageError("PostgreSQL is not installed: apt-get install postgresql.");
  const folder = await mkdtemp(join(tmpdir(), "bench-apps-"));
  const [postgresql, github, slack, registry] = await Promise.all([
    startPostgresql(programs),
    startGitHub({ directory: join(folder, "github") }),
    startSlack(),
    startRegistry(),
  ]);
  const shop = shopNamed("shop", registry.host);
  const options = { github, slack, registry, shop, folder };
  const site = await startSite({ ...options, env: { DATABASE_URL: postgresql.url, ...env } });
  const names = Array.from({ length: count }, (_, index) => `app-${index + 1}`);
  const images = names.map((name) => ({ name, image: `${registry.host}/acme/${name}` }));
  await pushFiles(github, { repository: shop.releases, files: filesOf(shop, images) });
  const argo = await startArgoCd({
    directory: join(folder, "argo-cd"),
    token: tokenFor(github, [shop.releases], { contents: "read" }),
    webhookSecret: ARGO_SECRET,
  });
  const cluster = await clusterIn(argo, folder);
  const server = serverYaml(names, { cluster, isProtected, chatChannel: site.channel.id });
  await pushFiles(github, { repository: shop.releases, files: { "db/server.yaml": server } });
  await addApplications(argo, names, github.repository(shop.releases).cloneUrl);
  await site.start();
  const store = await openStore({ driver: "postgresql", url: postgresql.url, connections: 2 });
  const apps = await appsOf(site, store, names);
  return {
    github,
    argo,
    site,
    store,
    apps,
    build: async (text) => {
      const files = { "README.md": `${text}\n` };
      const sha = await pushFiles(github, { repository: shop.source, files });
      site.build(sha);
      const labels = { "org.opencontainers.image.revision": sha };
      for (const name of names) registry.push(`acme/${name}`, `main-${sha.slice(0, 7)}`, { labels });
    },
    stop: async () => {
      await store.close();
      await site.stop();
      await Promise.all([argo, slack, registry, github].map((one) => one.close()));
      await postgresql.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

const ARGO_SECRET = "argo cd's own secret";

/** A push refreshes the application that reads what has changed, as in any repository that many share. */
const OWN_FOLDER = { "argocd.argoproj.io/manifest-generate-paths": "." };

/**
 * Asks for a deploy of each app, whoever it is of.
 * @param atOnce how many people wait at the same time: Slack gives a command up after three seconds, and of too many that are
 *   typed at once, people type some again
 * @returns the messages that say this, each with its app
 */
export async function askForAll(
  { site, apps }: Pick<Apps, "site" | "apps">,
  { says, atOnce }: { readonly says: string; readonly atOnce: number },
): Promise<readonly (AppOfMany & { readonly message: SlackMessage })[]> {
  const shown: (AppOfMany & { readonly message: SlackMessage })[] = [];
  const waiting = [...apps];
  const lanes = Array.from({ length: atOnce }, async () => {
    for (let app = waiting.shift(); app !== undefined; app = waiting.shift()) {
      const command = `/deploy ${app.name} main to ${CHANNEL}`;
      const message = await ask(site, app.user, {
        command,
        says: new RegExp(`\\b${app.name}\\b[^]*${says}`),
      });
      shown.push({ ...app, message });
    }
  });
  await Promise.all(lanes);
  return shown;
}

/** `apps/app-1` */
const folderOf = (name: string): string => `apps/${name}`;

/** The policy that lets all be deployed, and their charts. */
function filesOf(
  { source }: Shop,
  images: readonly { readonly name: string; readonly image: string }[],
): Readonly<Record<string, string>> {
  const containers = images.map(
    ({ name, image }) => [name, { repository: { name: source }, image }] as const,
  );
  const charts = images.map(({ name, image }) =>
    chartIn(folderOf(name), { name, image, tag: "main-0000000" }),
  );
  return {
    "db/policy.json": json({ version: 1, channels: [CHANNEL], containers: Object.fromEntries(containers) }),
    ...Object.assign({}, ...charts),
  };
}

async function clusterIn(argo: ArgoCd, folder: string): Promise<ClusterConfig> {
  for (const name of ["bot", "carol"]) {
    argo.addAccount(name, [
      { action: "get", object: "payments/*" },
      { action: "sync", object: "payments/*" },
    ]);
  }
  const [token, secret] = [join(folder, "argo-cd.token"), join(folder, "argo-cd.secret")];
  writeFileSync(token, await argo.createToken("bot"));
  writeFileSync(secret, ARGO_SECRET);
  return { url: argo.url, project: "payments", token: `file:${token}`, webhookSecret: `file:${secret}` };
}

function serverYaml(
  names: readonly string[],
  {
    cluster: { url, project, token, webhookSecret },
    isProtected,
    chatChannel,
  }: { readonly cluster: ClusterConfig; readonly isProtected: boolean; readonly chatChannel: string },
): string {
  const targets = names.map((name) => {
    const file = { file: `${folderOf(name)}/values.yaml`, field: "image.tag" };
    return [
      `${name}/${CHANNEL}`,
      [{ cluster: "main", application: name, ...file, soak: "1s", timeout: "60m" }],
    ];
  });
  return json({
    version: 1,
    clusters: { main: { engine: "argo-cd", url, project, token, webhook_secret: webhookSecret } },
    targets: Object.fromEntries(targets),
    channels: { [CHANNEL]: { protected: isProtected } },
    people: { [CHANNEL]: { teams: ["acme/release"], permission: "write", slack_channels: [chatChannel] } },
  });
}

async function addApplications(argo: ArgoCd, names: readonly string[], repoURL: string): Promise<void> {
  for (const name of names) {
    const destination = { server: "https://kubernetes.default.svc", namespace: name };
    const source = { repoURL, path: folderOf(name), targetRevision: "main" };
    await argo.addApplication({
      name,
      spec: { project: "payments", destination, source },
      annotations: OWN_FOLDER,
    });
    // The first sync is nobody's request.
    await syncAs(argo, "carol", name);
    await argo.settled(name);
  }
}

/** What one person asks is dealt with in turn: each app has somebody of its own, all of them alice on GitHub. */
async function appsOf(site: Site, { db }: Store, names: readonly string[]): Promise<readonly AppOfMany[]> {
  const { slack, alice, channel } = site;
  await link(site, alice);
  const account = await linkedAccount(db, { team: slack.team.id, user: alice.id });
  if (account === undefined) throw new Error("alice's accounts are not linked");
  return Promise.all(
    names.map(async (name) => {
      const user = slack.addUser({ name: `owner-of-${name}` });
      slack.invite(channel.name, user.id);
      await linkAccount(db, { team: slack.team.id, user: user.id }, account);
      return { name, user };
    }),
  );
}

const json = (value: unknown): string => `${JSON.stringify(value, undefined, 2)}\n`;
