import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  manualClock,
  runGit,
  startFlux,
  startKubernetes,
  startRegistry,
  startSlack,
  testGitHub,
  tokenFor,
  type Flux,
  type Kubernetes,
  type ManualClock,
  type Registry,
  type Slack,
  type SlackMessage,
  type SlackUser,
  type TestGitHub,
} from "@release-channels/sandbox";
import { emptyStore } from "../../../lib/store/testing/empty-store.ts";
import { committer, type Committer } from "./committer.ts";
import { linkAccounts } from "./link.ts";
import { startServer, type StartedServer } from "./start-server.ts";
import { wordsOf } from "./world.ts";

export const RELEASES = "acme/releases";
export const CHART = "acme/charts/my-app";
export const CHANNELS = ["dev", "qa", "stag", "prod"] as const;
const SYSTEM = "flux-system";

/** A deploy server that deploys charts with Flux: one cluster for each channel. */
export interface FluxWorld extends StartedServer {
  readonly github: TestGitHub;
  readonly slack: Slack;
  readonly registry: Registry;
  readonly clock: ManualClock;
  readonly alice: SlackUser;
  readonly commit: Committer;
  readonly clusters: Readonly<
    Record<(typeof CHANNELS)[number], { readonly kubernetes: Kubernetes; readonly flux: Flux }>
  >;
  /** Types a command. @returns the message that says this, as soon as there is one that is new */
  ask(command: string, says: string | RegExp): Promise<SlackMessage>;
  /** Waits until a message says this. */
  until(message: SlackMessage, says: string): Promise<SlackMessage>;
  /** Lets the soak time pass. */
  live(message: SlackMessage): Promise<SlackMessage>;
  /** What git says of the release repository. */
  git(...args: readonly string[]): Promise<string>;
  stop(): Promise<void>;
}

/** A channel's file, as people write it: with comments, and another release before it. */
export const manifest = (version: string): string => `# The charts of this cluster.
apiVersion: helm.toolkit.fluxcd.io/v2
kind: HelmRelease
metadata: { name: my-app-docs, namespace: apps }
spec:
  suspend: true
  chart: { spec: { chart: my-app, version: 1.4.1, sourceRef: { kind: HelmRepository, name: charts, namespace: ${SYSTEM} } } }
---
apiVersion: helm.toolkit.fluxcd.io/v2
kind: HelmRelease
metadata:
  name: my-app
  namespace: apps
spec:
  interval: 10m
  chart:
    spec:
      chart: my-app
      version: "${version}" # by the deploy server
      sourceRef: { kind: HelmRepository, name: charts, namespace: ${SYSTEM} }
  upgrade: { remediation: { retries: 1, strategy: rollback } }
`;

export interface FluxWorldOptions {
  readonly policy?: object;
  /** More of `db/server.yaml`. */
  readonly config?: string;
  /** Clusters of which Flux's notifications tell, and nothing else: the server gets no kubeconfig for them. */
  readonly unseen?: readonly string[];
}

/** What a cluster's Flux signs its notifications by. */
export const notificationSecret = (cluster: string): string => `the notifications of ${cluster}`;

const json = (value: object): string => `${JSON.stringify(value, undefined, 2)}\n`;

export async function startFluxWorld({
  policy,
  config = "",
  unseen = [],
}: FluxWorldOptions = {}): Promise<FluxWorld> {
  const clock = manualClock(new Date("2026-11-30T14:00:00Z"));
  const directory = await mkdtemp(join(tmpdir(), "deploy-server-flux-"));
  const [github, slack, registry] = await Promise.all([
    testGitHub({ clock: () => clock.now() }),
    startSlack({ clock }),
    startRegistry({ clock }),
  ]);
  const chart = `oci://${registry.host}/${CHART}`;
  const digest = registry.pushChart(CHART, { name: "my-app", version: "1.4.1", appVersion: "2026.11" });
  const record = (channel: string): object => ({
    config: "my-app",
    channel,
    chart,
    version: "1.4.1",
    digest,
    released_at: "2026-11-21T02:00:00Z",
    released_by: "octocat",
    dispatch_id: "7f9c24e8-3b12-4f6a-9d21-0a1b2c3d4e5f",
  });
  const targets = CHANNELS.map(
    (channel) =>
      `  my-app/${channel}:\n    - { cluster: ${channel}, helmrelease: apps/my-app, file: clusters/${channel}/my-app.yaml, chart: "${chart}", soak: 60s, timeout: 15m }`,
  );
  const clusterLines = CHANNELS.map((channel) => {
    const way = unseen.includes(channel)
      ? "notification_secret: env:CLUSTER_TEST_NOTIFICATIONS"
      : "kubeconfig: env:CLUSTER_TEST_KUBECONFIG";
    return `  ${channel}: { engine: flux, ${way}_${channel.toUpperCase()} }`;
  });
  await github.createRepository(RELEASES, {
    private: true,
    files: {
      "db/db.json": json({ version: 1, releases: [], charts: CHANNELS.map(record) }),
      "db/policy.json": json(
        policy ?? { version: 1, channels: [...CHANNELS], promotion_only: ["stag", "prod"] },
      ),
      "db/server.yaml": `version: 1\nclusters:\n${clusterLines.join("\n")}\ntargets:\n${targets.join("\n")}\n${config}`,
      ...Object.fromEntries(
        CHANNELS.map((channel) => [`clusters/${channel}/my-app.yaml`, manifest("1.4.1")]),
      ),
    },
  });
  const token = tokenFor(github, [RELEASES], { contents: "read" });
  const url = github.repository(RELEASES).cloneUrl;
  const startCluster = async (channel: string) => {
    const kubernetes = await startKubernetes({ clock, namespaces: [SYSTEM, "apps"] });
    const [way, secret] = unseen.includes(channel)
      ? ["NOTIFICATIONS", notificationSecret(channel)]
      : ["KUBECONFIG", kubernetes.kubeconfig];
    process.env[`CLUSTER_TEST_${way}_${channel.toUpperCase()}`] = secret;
    const add = (kind: string, name: string, spec: object): void =>
      kubernetes.create({ kind, namespace: SYSTEM, name }, { spec }, "flux");
    add("GitRepository", "releases", { url, ref: { branch: "main" } });
    add("HelmRepository", "charts", { url: `oci://${registry.host}/acme/charts`, type: "oci" });
    const source = { kind: "GitRepository", name: "releases" };
    add("Kustomization", "apps", { path: `./clusters/${channel}`, prune: true, sourceRef: source });
    const flux = startFlux({ kubernetes, directory: join(directory, channel), token, clock });
    await flux.settled();
    return { kubernetes, flux };
  };
  const [dev, qa, stag, prod] = await Promise.all([
    startCluster("dev"),
    startCluster("qa"),
    startCluster("stag"),
    startCluster("prod"),
  ]);
  const clusters = { dev, qa, stag, prod };
  const alice = slack.addUser({ name: "alice" });
  slack.addChannel({ name: "deploys", members: [alice.id] });
  github.setPermission(RELEASES, "alice", "write");
  const store = await emptyStore();
  const started = await startServer({ github, slack, clock, store, releases: RELEASES });
  slack.invite("deploys", started.slackApp.botUserId);
  await linkAccounts(slack, "deploys", { user: alice, login: "alice" });
  const until: FluxWorld["until"] = ({ ts }, says) =>
    slack.waitFor((one) => one.ts === ts && wordsOf(one).includes(says), `the message says "${says}"`);
  return {
    github,
    slack,
    registry,
    clock,
    ...started,
    alice,
    clusters,
    commit: committer(github, [RELEASES]),
    ask: async (command, says) => {
      const known = new Set(slack.messages("deploys", alice.id).map(({ ts }) => ts));
      await slack.type(alice.id, "deploys", command);
      return slack.waitFor(
        (one) =>
          !known.has(one.ts) &&
          (typeof says === "string" ? wordsOf(one).includes(says) : says.test(wordsOf(one))),
        `an answer to ${command} says ${says}`,
      );
    },
    until,
    live: async (message) => {
      await until(message, "healthy, and watched for a while");
      clock.advance(60_000);
      return until(message, "live in");
    },
    git: (...args) => runGit(github.repository(RELEASES).gitDir, ...args),
    stop: async () => {
      await started.server.stopWork();
      await started.server.app.close();
      await store.close();
      await Promise.all(Object.values(clusters).map(({ flux }) => flux.close()));
      await Promise.all(Object.values(clusters).map(({ kubernetes }) => kubernetes.close()));
      await Promise.all([registry.close(), slack.close(), github.stop()]);
      await rm(directory, { recursive: true, force: true });
    },
  };
}
