import { writeFileSync } from "node:fs";
import { join } from "node:path";
import {
  send,
  startArgoCd,
  startGitHub,
  startRegistry,
  startSlack,
  tokenFor,
  type ArgoCd,
  type GitHub,
} from "@release-channels/sandbox";
import { openStore, type Store } from "../../../lib/store/store.ts";
import {
  postgresqlPrograms,
  startPostgresql,
  type TestServer,
} from "../../../lib/store/testing/postgresql.ts";
import { link } from "../../deploys/people.ts";
import { CHART_FOLDER, serverConfig, shopNamed, type Shop } from "../../deploys/shop.ts";
import { startSite, type Built, type Site } from "../../deploys/site.ts";
import { UsageError } from "../usage-error.ts";

const ARGO_SECRET = "argo cd's own secret";

/** People, deploy servers that are not started yet, and a GitHub, a Slack and an Argo CD that can be made to fail. */
export interface Surroundings {
  readonly github: GitHub;
  readonly argo: ArgoCd;
  readonly site: Site;
  readonly shop: Shop;
  /** Commits to the source's main branch, and builds it. */
  readonly build: (text: string) => Promise<Built>;
  readonly stop: () => Promise<void>;
}

/** Two deploy servers on PostgreSQL with everything around them. */
export interface ChaosWorld extends Surroundings {
  readonly postgresql: TestServer;
  /** What the servers have stored, for inspection. */
  readonly store: Store;
}

/** Starts everything in a folder, with two servers. */
export async function startChaosWorld(folder: string): Promise<ChaosWorld> {
  const programs = postgresqlPrograms();
  if (programs === undefined)
    throw new UsageError("PostgreSQL is not installed: apt-get install postgresql.");
  const postgresql = await startPostgresql(programs);
  const surroundings = await startSurroundings(folder, { DATABASE_URL: postgresql.url });
  const { site } = surroundings;
  await Promise.all([site.start(), site.start()]);
  for (const user of [site.alice, site.bob]) await link(site, user);
  const store = await openStore({ driver: "postgresql", url: postgresql.url, connections: 2 });
  return {
    ...surroundings,
    postgresql,
    store,
    stop: async () => {
      await store.close();
      await surroundings.stop();
      await postgresql.stop();
    },
  };
}

/** Starts everything around the servers. @param database the address of their store, as configured */
export async function startSurroundings(folder: string, database: Site["database"]): Promise<Surroundings> {
  const [github, slack, registry] = await Promise.all([
    startGitHub({ directory: join(folder, "github") }),
    startSlack(),
    startRegistry(),
  ]);
  const shop = shopNamed("shop", registry.host);
  const site = await startSite({ github, slack, registry, shop, database, folder });
  const argo = await startApplication(github, shop, folder);
  const commit = committer(github);
  await commit(shop.releases, "db/server.yaml", await serverYaml(argo, { shop, site, folder }));
  return {
    github,
    argo,
    site,
    shop,
    build: async (text) => site.build(await commit(shop.source, "README.md", `${text}\n`)),
    stop: async () => {
      await site.stop();
      await Promise.all([argo.close(), slack.close(), registry.close(), github.close()]);
    },
  };
}

async function startApplication(github: GitHub, shop: Shop, folder: string): Promise<ArgoCd> {
  const argo = await startArgoCd({
    directory: join(folder, "argo-cd"),
    token: tokenFor(github, [shop.releases], { contents: "read" }),
    webhookSecret: ARGO_SECRET,
  });
  argo.addAccount("bot", [
    { action: "get", object: "payments/*" },
    { action: "sync", object: "payments/*" },
  ]);
  await argo.addApplication({
    name: shop.name,
    spec: {
      project: "payments",
      destination: { server: "https://kubernetes.default.svc", namespace: shop.name },
      source: {
        repoURL: github.repository(shop.releases).cloneUrl,
        path: CHART_FOLDER,
        targetRevision: "main",
      },
    },
  });
  return argo;
}

async function serverYaml(
  argo: ArgoCd,
  { shop, site, folder }: { readonly shop: Shop; readonly site: Site; readonly folder: string },
): Promise<string> {
  const [token, secret] = [join(folder, "argo-cd.token"), join(folder, "argo-cd.secret")];
  writeFileSync(token, await argo.createToken("bot"));
  writeFileSync(secret, ARGO_SECRET);
  // The first sync is nobody's request.
  await send(`${argo.url}/api/v1/applications/${shop.name}/sync`, {
    body: {},
    headers: { authorization: `Bearer ${await argo.createToken("bot")}`, "content-type": "application/json" },
  });
  await argo.settled(shop.name);
  const cluster = {
    url: argo.url,
    project: "payments",
    token: `file:${token}`,
    webhookSecret: `file:${secret}`,
  };
  return serverConfig(shop, cluster, site.channel.id);
}

/** Commits a file to a repository's default branch. @returns the commit, 40 hex */
function committer(github: GitHub) {
  return async (repository: string, path: string, text: string): Promise<string> => {
    const token = tokenFor(github, [repository], { contents: "write" });
    const url = `${github.apiUrl}/repos/${repository}/contents/${path}`;
    const known = await send(url, { token });
    const content = Buffer.from(text).toString("base64");
    const written = await send(url, {
      token,
      method: "PUT",
      body: { message: `Change ${path}`, content, ...(known.status === 200 && { sha: known.json.sha }) },
    });
    if (written.status >= 300) throw new Error(`${path}: ${written.text}`);
    return (await github.tip(repository)) ?? "";
  };
}
