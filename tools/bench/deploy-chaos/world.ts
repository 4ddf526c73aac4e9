import { writeFileSync } from "node:fs";
import { join } from "node:path";
import {
  send,
  startArgoCd,
  startFlux,
  startGitHub,
  startKubernetes,
  startRegistry,
  startSlack,
  tokenFor,
  type ArgoCd,
  type Flux,
  type GitHub,
  type Kubernetes,
} from "@release-channels/sandbox";
import { committer, type Committer } from "../../../apps/deploy-server/testing/committer.ts";
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
import { configWithFar, FAR, farApplication, farFiles, farRepository, policyWithFar } from "./far.ts";
import {
  configWithFleet,
  fleetConfig,
  fleetFiles,
  FLUX_SYSTEM,
  installFleet,
  policyWithFleet,
} from "./fleet.ts";
import { configWithLab, labConfig, labFiles, policyWithLab } from "./lab.ts";
import { untilAllTaken, untilInboxIsDone } from "./quiet.ts";
import type { WorldKind } from "./world-kind.ts";

/** Far longer than servers take for what happened before they were there. */
const SETTLED_MS = 30 * 60_000;
const ARGO_SECRET = "argo cd's own secret";

/** People, deploy servers that are not started yet, and a GitHub, a Slack and an Argo CD that can be made to fail. */
export interface Surroundings {
  readonly github: GitHub;
  readonly kind: WorldKind;
  readonly argo: ArgoCd;
  /** Where the channel `lab` is, in a world with a cluster, and `fleet` in one with Flux. */
  readonly cluster: Kubernetes;
  readonly flux: Flux;
  readonly site: Site;
  readonly shop: Shop;
  readonly commit: Committer;
  /** Commits to the source's main branch, and builds it. */
  readonly build: (text: string, files?: Readonly<Record<string, string>>) => Promise<Built>;
  readonly stop: () => Promise<void>;
}

/** Two deploy servers on PostgreSQL with everything around them. */
export interface ChaosWorld extends Surroundings {
  readonly postgresql: TestServer;
  /** What the servers have stored, for inspection. */
  readonly store: Store;
}

/** How a chaos world differs from the usual one. */
export interface ChaosOptions {
  readonly kind: WorldKind;
  /** Where servers keep what they have compiled, for all worlds. */
  readonly compiled: string;
}

/** Starts everything in a folder, with two servers. */
export async function startChaosWorld(folder: string, { kind, compiled }: ChaosOptions): Promise<ChaosWorld> {
  const programs = postgresqlPrograms();
  if (programs === undefined)
    throw new UsageError("PostgreSQL is not installed: apt-get install postgresql.");
  const postgresql = await startPostgresql(programs);
  const env = { DATABASE_URL: postgresql.url, NODE_COMPILE_CACHE: compiled };
  const surroundings = await startSurroundings(folder, env, kind);
  const { site } = surroundings;
  await Promise.all([site.start(), site.start()]);
  for (const user of [site.alice, site.bob]) await link(site, user);
  const store = await openStore({ driver: "postgresql", url: postgresql.url, connections: 2 });
  // What happened before they were there, and how they come to know the source, belongs to no scenario.
  await surroundings.build("the first build");
  await untilAllTaken({ ...surroundings, store });
  const givenUp = await untilInboxIsDone({ store }, Date.now() + SETTLED_MS);
  if (givenUp.length > 0) throw new Error(`before anything was played, ${givenUp.join("; ")}`);
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

/** Starts everything around the servers. @param env the address of their store, and what else they are told */
export async function startSurroundings(
  folder: string,
  env: Site["env"],
  kind: WorldKind = "usual",
): Promise<Surroundings> {
  const [github, slack, registry] = await Promise.all([
    startGitHub({ directory: join(folder, "github") }),
    startSlack(),
    startRegistry(),
  ]);
  const shop = shopNamed("shop", registry.host);
  const cluster = await startKubernetes({ namespaces: [labConfig(shop), fleetConfig(shop), FLUX_SYSTEM] });
  await github.createRepository(farRepository(shop), { private: true, files: farFiles(shop) });
  const site = await startSite({
    github,
    slack,
    registry,
    shop,
    env,
    folder,
    socketMode: kind === "sockets",
  });
  const argo = await startApplications(github, shop, folder);
  const commit = committer(github, [shop.source, shop.releases, farRepository(shop)]);
  const flux = startFlux({
    kubernetes: cluster,
    directory: join(folder, "flux"),
    token: tokenFor(github, [shop.releases], { contents: "read" }),
  });
  const policy = policyWithFar(shop);
  const config = await serverYaml(argo, { shop, site, folder });
  const path = join(folder, "kubeconfig");
  writeFileSync(path, cluster.kubeconfig);
  const more = { like: FAR, kubeconfig: `file:${path}`, registry };
  if (kind === "cluster") {
    await commit(shop.source, labFiles(shop));
    await commit(shop.releases, {
      "db/policy.json": policyWithLab(policy, shop),
      "db/server.yaml": configWithLab(config, shop, more),
    });
  } else if (kind === "flux") {
    // Of a chart no code is known: who may write to the release repository, may deploy it.
    for (const { name } of [site.alice, site.bob]) github.setPermission(shop.releases, name, "write");
    await commit(shop.releases, {
      ...fleetFiles(registry, shop),
      "db/policy.json": policyWithFleet(policy),
      "db/server.yaml": configWithFleet(config, shop, more),
    });
    await installFleet({ github, cluster, flux }, shop, registry);
  } else await commit(shop.releases, { "db/policy.json": policy, "db/server.yaml": config });
  return {
    kind,
    github,
    argo,
    cluster,
    flux,
    site,
    shop,
    commit,
    build: async (text, files = {}) =>
      site.build(await commit(shop.source, { ...files, "README.md": `${text}\n` })),
    stop: async () => {
      await site.stop();
      await flux.close();
      await Promise.all([argo, cluster, slack, registry, github].map((one) => one.close()));
    },
  };
}

async function startApplications(github: GitHub, shop: Shop, folder: string): Promise<ArgoCd> {
  const places = [
    { name: shop.name, repository: shop.releases },
    { name: farApplication(shop), repository: farRepository(shop) },
  ];
  const argo = await startArgoCd({
    directory: join(folder, "argo-cd"),
    token: tokenFor(
      github,
      places.map(({ repository }) => repository),
      { contents: "read" },
    ),
    webhookSecret: ARGO_SECRET,
  });
  for (const name of ["bot", "carol"]) {
    argo.addAccount(name, [
      { action: "get", object: "payments/*" },
      { action: "sync", object: "payments/*" },
    ]);
  }
  for (const { name, repository } of places) {
    await argo.addApplication({
      name,
      spec: {
        project: "payments",
        destination: { server: "https://kubernetes.default.svc", namespace: name },
        source: {
          repoURL: github.repository(repository).cloneUrl,
          path: CHART_FOLDER,
          targetRevision: "main",
        },
      },
    });
    // The first sync is nobody's request.
    await syncAs(argo, "carol", name);
    await argo.settled(name);
  }
  return argo;
}

/** Asks Argo CD for a sync, as somebody who does not ask the deploy server. */
export async function syncAs(argo: ArgoCd, account: string, application: string): Promise<void> {
  await send(`${argo.url}/api/v1/applications/${application}/sync`, {
    body: {},
    headers: {
      authorization: `Bearer ${await argo.createToken(account)}`,
      "content-type": "application/json",
    },
  });
}

async function serverYaml(
  argo: ArgoCd,
  { shop, site, folder }: { readonly shop: Shop; readonly site: Site; readonly folder: string },
): Promise<string> {
  const [token, secret] = [join(folder, "argo-cd.token"), join(folder, "argo-cd.secret")];
  writeFileSync(token, await argo.createToken("bot"));
  writeFileSync(secret, ARGO_SECRET);
  const cluster = {
    url: argo.url,
    project: "payments",
    token: `file:${token}`,
    webhookSecret: `file:${secret}`,
  };
  return configWithFar(serverConfig(shop, cluster, site.channel.id), shop);
}
