import { writeFileSync } from "node:fs";
import { join } from "node:path";
import {
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
import { shopNamed, type Shop } from "../../deploys/shop.ts";
import { startSite, type Built, type Site } from "../../deploys/site.ts";
import { UsageError } from "../usage-error.ts";
import { serverYaml, startApplications } from "./applications.ts";
import { BUILT_REPOSITORY, policyWithBuilt } from "./built.ts";
import { FAR, farFiles, farRepository, policyWithFar } from "./far.ts";
import { fleetConfig, FLUX_SYSTEM } from "./fleet.ts";
import { guard, layOut } from "./ground.ts";
import { guardedReleaseNamespace } from "./guarded/flux.ts";
import { configWithGuarded, policyWithGuarded, type Guarded } from "./guarded/guarded.ts";
import { guardedNamespace } from "./guarded/kubernetes.ts";
import { labConfig } from "./lab.ts";
import { untilAllTaken, untilInboxIsDone } from "./quiet.ts";
import type { WorldKind } from "./world-kind.ts";

/** Far longer than servers take for what happened before they were there. */
const SETTLED_MS = 30 * 60_000;

/** People, deploy servers that are not started yet, and a GitHub, a Slack and an Argo CD that can be made to fail. */
export interface Surroundings {
  readonly github: GitHub;
  readonly kind: WorldKind;
  readonly argo: ArgoCd;
  /** Where the channel `lab` is, in a world with a cluster, and `fleet` in one with Flux. */
  readonly cluster: Kubernetes;
  readonly flux: Flux;
  /** The channel of two clusters, of the engine that the world is about. */
  readonly guarded: Guarded;
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
  const env = {
    DATABASE_URL: postgresql.url,
    NODE_COMPILE_CACHE: compiled,
    // What an allowance has used up comes again within seconds.
    GITHUB_REPORTS_PER_HOUR: "3600",
  };
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
  const cluster = await startKubernetes({
    namespaces: [
      labConfig(shop),
      guardedNamespace(shop),
      fleetConfig(shop),
      guardedReleaseNamespace(shop),
      FLUX_SYSTEM,
    ],
  });
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
  await github.createRepository(BUILT_REPOSITORY, { private: true });
  const policy = policyWithBuilt(policyWithFar(shop));
  const config = await serverYaml(argo, { shop, site, folder });
  const path = join(folder, "kubeconfig");
  writeFileSync(path, cluster.kubeconfig);
  const ground = { github, shop, commit, folder, argo, cluster, flux, registry };
  const more = { like: FAR, kubeconfig: `file:${path}`, registry };
  const base = await layOut(kind, { ...ground, site }, { policy, config, more });
  const { guarded, places } = await guard(kind, { ...ground, config });
  await commit(shop.releases, {
    "db/policy.json": policyWithGuarded(base.policy),
    "db/server.yaml": configWithGuarded(base.config, FAR, places),
  });
  return {
    kind,
    github,
    argo,
    cluster,
    flux,
    guarded,
    site,
    shop,
    commit,
    build: async (text, files = {}) =>
      site.build(await commit(shop.source, { ...files, "README.md": `${text}\n` })),
    stop: async () => {
      await site.stop();
      await flux.close();
      await guarded.close();
      await Promise.all([argo, cluster, slack, registry, github].map((one) => one.close()));
    },
  };
}
