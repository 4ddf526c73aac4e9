import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Engines } from "../build.ts";
import type { Kubernetes } from "../kubernetes.ts";
import { freePort, type Processes } from "../processes.ts";
import { NAMESPACE } from "./install.ts";

export interface ComponentsOptions {
  readonly engines: Engines;
  readonly processes: Processes;
  readonly kubernetes: Kubernetes;
  /** Certificates that they trust, as PEM: a local GitHub's. */
  readonly trusted: string;
}

export interface Components {
  /** Of its API. */
  readonly port: number;
  /** Restarts what polls git. @param reconciliation as Argo CD's `timeout.reconciliation`; `0s` is never */
  readonly poll: (reconciliation: string) => Promise<void>;
}

const CONTROLLER = "argocd-application-controller";
const CONTROLLER_FLAGS = [
  "--status-processors=4",
  "--operation-processors=4",
  // How long it keeps quiet about a repository whose manifests do not build; its own default is 180.
  "--repo-error-grace-period-seconds=5",
];
const REPOSITORY_SERVER = "argocd-repo-server";

/**
 * Starts redis and Argo CD's five components, each in its own process.
 * @param reconciliation how often they poll git, as Argo CD's `timeout.reconciliation`
 */
export async function startComponents(
  options: ComponentsOptions,
  reconciliation: string,
): Promise<Components> {
  const { processes } = options;
  const [redis, repository, port, webhook] = await freePorts(4);
  const [redisAt, repositoryAt, webhookAt] = [redis, repository, webhook].map((at) => `127.0.0.1:${at}`);
  const shared = [`--namespace=${NAMESPACE}`, `--redis=${redisAt}`, `--repo-server=${repositoryAt}`];
  const start = starter(options);
  const startPolling = async (every: string): Promise<void> => {
    // In a cluster, the Deployments pass on the ConfigMap's values in these.
    const env = { ARGOCD_RECONCILIATION_TIMEOUT: every, ARGOCD_RECONCILIATION_JITTER: "0s" };
    await start(REPOSITORY_SERVER, [`--port=${repository}`, `--redis=${redisAt}`], env);
    await start(CONTROLLER, [...shared, ...CONTROLLER_FLAGS], env);
  };
  processes.start({
    name: "redis",
    command: "redis-server",
    args: ["--port", String(redis), "--save", "", "--bind", "127.0.0.1"],
  });
  await startPolling(reconciliation);
  await start("argocd-server", [
    ...shared,
    `--port=${port}`,
    "--address=127.0.0.1",
    "--insecure",
    "--staticassets=",
  ]);
  const [metrics, probe] = await freePorts(2);
  const applicationSets = [`--metrics-addr=127.0.0.1:${metrics}`, `--probe-addr=127.0.0.1:${probe}`];
  processes.start({
    ...program(options, "argocd-applicationset-controller"),
    args: [
      `--namespace=${NAMESPACE}`,
      `--argocd-repo-server=${repositoryAt}`,
      `--webhook-addr=${webhookAt}`,
      ...applicationSets,
    ],
  });
  await start("argocd-notifications", [`--namespace=${NAMESPACE}`, `--argocd-repo-server=${repositoryAt}`]);
  return {
    port,
    poll: async (every) => {
      await processes.end(CONTROLLER);
      await processes.end(REPOSITORY_SERVER);
      await startPolling(every);
    },
  };
}

async function freePorts<N extends 2 | 4>(
  count: N,
): Promise<N extends 2 ? [number, number] : [number, number, number, number]>;
async function freePorts(count: number): Promise<readonly number[]> {
  const ports: number[] = [];
  while (ports.length < count) ports.push(await freePort());
  return ports;
}

function starter(options: ComponentsOptions) {
  return async (
    name: string,
    args: readonly string[],
    env: Readonly<Record<string, string>> = {},
  ): Promise<void> => {
    const component = program(options, name);
    options.processes.start({
      ...component,
      args: [...args, `--metrics-port=${await freePort()}`],
      env: { ...component.env, ...env },
    });
  };
}

/** One binary is all components: the name it is started under decides which. */
function program({ engines, processes, kubernetes, trusted }: ComponentsOptions, name: string) {
  const folder = join(processes.folder, "argo-cd");
  for (const part of ["tls", "ssh", "gpg"]) mkdirSync(join(folder, part), { recursive: true });
  writeFileSync(join(folder, "ssh/ssh_known_hosts"), "");
  writeFileSync(join(folder, "trusted.pem"), trusted);
  return {
    name,
    command: join(engines.bin, "argocd"),
    env: {
      PATH: `${engines.bin}:${process.env["PATH"] ?? ""}`,
      KUBECONFIG: kubernetes.kubeconfig,
      ARGOCD_BINARY_NAME: name,
      ARGOCD_FAKE_IN_CLUSTER: "true",
      ARGOCD_TLS_DATA_PATH: join(folder, "tls"),
      ARGOCD_SSH_DATA_PATH: join(folder, "ssh"),
      ARGOCD_GPG_ENABLED: "false",
      ARGOCD_GNUPGHOME: join(folder, "gpg"),
      SSL_CERT_FILE: join(folder, "trusted.pem"),
      GIT_SSL_CAINFO: join(folder, "trusted.pem"),
      TMPDIR: folder,
      // The default is one path for the whole machine: two repository servers would take each other's tokens.
      ARGOCD_ASK_PASS_SOCK: join(folder, "ask-pass.sock"),
    },
  };
}
