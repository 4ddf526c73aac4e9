import {
  manualClock,
  startKubernetes,
  testGitHub,
  tokenFor,
  type Kubernetes as Cluster,
  type ManualClock,
} from "@release-channels/sandbox";
import { pino } from "pino";
import type { Desired } from "../../../../../lib/deploys/desired.ts";
import type { Wanted } from "../../../../../lib/deploys/kubernetes/deploy-config.ts";
import { maskingLog } from "../../../../../lib/http/masking-log.ts";
import { openStore, type Store } from "../../../../../lib/store/store.ts";
import { GitHubAccess } from "../../../github/access.ts";
import { committer } from "../../../testing/committer.ts";
import type { SyncAsk } from "../../engine.ts";
import { openClient } from "../client.ts";
import { Kubernetes } from "../kubernetes.ts";
import { SpecSource } from "../specs.ts";

export const TARGET = { config: "shop", channel: "prod" };
export const NAMESPACE = "shop";
const SOURCE = "acme/shop";
const IMAGE = "ghcr.io/acme/shop";

/** What all tests of a file share: a GitHub with a repository, and a store, both real. */
export interface EngineHome {
  readonly store: Store;
  readonly access: GitHubAccess;
  readonly clock: ManualClock;
  /** Commits the config and its specs, and leaves nothing else of them. @returns what is to run then */
  push(specs: Readonly<Record<string, string>>, more?: string): Promise<Wanted>;
  /** All that GitHub was asked: paths with their queries. */
  asked(): readonly string[];
  stop(): Promise<void>;
}

export async function startEngineHome(): Promise<EngineHome> {
  const clock = manualClock(new Date("2026-11-30T02:00:00Z"));
  const github = await testGitHub({ clock: () => clock.now() });
  await github.createRepository(SOURCE, { private: true, files: { "README.md": "shop\n" } });
  const store = await openStore({ driver: "pglite" });
  const token = tokenFor(github, [SOURCE], { contents: "read" });
  const settings = {
    apiUrl: github.apiUrl,
    url: github.url,
    login: { kind: "token", token },
    webhookSecrets: [""],
    signIn: undefined,
  } as const;
  const commit = committer(github, [SOURCE]);
  let pushes = 0;
  return {
    store,
    access: new GitHubAccess(settings, maskingLog(pino({ level: "silent" }))),
    clock,
    push: async (specs, more = "") => {
      pushes += 1;
      // A folder of its own for each push, so that nothing has to be deleted.
      const folder = `k8s-${pushes}`;
      const config = `version: 1\nname: shop\nartifact: { repository: ${SOURCE}, container: shop, image: "${IMAGE}:{branch}-{short-sha}" }\nchannels: { prod: {} }\nspecs: [${folder}/*.yaml]\n${more}`;
      const files = Object.entries(specs).map(([name, text]) => [`${folder}/${name}.yaml`, text]);
      const sha = await commit(SOURCE, { ...Object.fromEntries(files), ".deploy/shop.yaml": config });
      const image = `${IMAGE}:main-${sha.slice(0, 7)}`;
      const digest = `sha256:${String(pushes).padStart(64, "a")}`;
      return wanting({ kind: "artifactful", configSha: sha, artifact: { sha, image, digest } });
    },
    asked: () => github.requests.map(({ path }) => path),
    stop: async () => {
      await store.close();
      await github.close();
    },
  };
}

/** A cluster of one test, and two replicas that deploy to it. */
export interface EngineWorld {
  readonly cluster: Cluster;
  readonly engine: Kubernetes;
  /** Another replica's. */
  readonly other: Kubernetes;
  /** An object as it is now. */
  at(kind: string, name: string): unknown;
}

export async function startEngineWorld({ store, access, clock }: EngineHome): Promise<EngineWorld> {
  const cluster = await startKubernetes({ clock, namespaces: [NAMESPACE] });
  const client = openClient("lab", cluster.kubeconfig);
  const engineOf = (replica: string): Kubernetes =>
    new Kubernetes({
      client,
      namespace: NAMESPACE,
      target: TARGET,
      host: { db: store.db, specs: new SpecSource(access), clock, replica },
    });
  return {
    cluster,
    engine: engineOf("one"),
    other: engineOf("two"),
    at: (kind, name) => cluster.get({ kind, name, namespace: NAMESPACE }),
  };
}

export function wanting(to: Desired): Wanted {
  return { target: TARGET, to, config: { repository: SOURCE, path: ".deploy/shop.yaml" } };
}

/** What the worker asks. @param id the request's */
export function asking(wanted: Wanted, id: string): SyncAsk {
  return {
    id,
    repository: "acme/releases",
    commit: "f".repeat(40),
    wanted,
    since: "2026-11-30T14:00:00Z",
    prunes: false,
    standingOf: async () => "not later",
  };
}

export function deployment(more = "", image = IMAGE): string {
  return `apiVersion: apps/v1
kind: Deployment
metadata: { name: shop }
spec:
  replicas: 2
  selector: { matchLabels: { app: shop } }
  template:
    metadata: { labels: { app: shop } }
    spec: { containers: [{ name: app, image: ${image} }] }
${more}`;
}

export function configMap(name: string, colour = "red"): string {
  return `apiVersion: v1\nkind: ConfigMap\nmetadata: { name: ${name} }\ndata: { colour: ${colour} }\n`;
}
