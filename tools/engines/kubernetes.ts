import { generateKeyPairSync, randomUUID } from "node:crypto";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Engines } from "./build.ts";
import { freePort, until, type Processes } from "./processes.ts";
import { run } from "./run.ts";

export interface Kubernetes {
  readonly url: string;
  readonly kubeconfig: string;
  /** The administrator's. */
  readonly token: string;
  /** kubectl as an administrator. @param input for `-f -` */
  readonly kubectl: (args: readonly string[], input?: string) => Promise<string>;
  /** An object, or undefined where there is none. */
  readonly get: <T>(kind: string, name: string, namespace?: string) => Promise<T | undefined>;
}

/** Starts etcd, the API server and the controllers, and waits until they serve. */
export async function startKubernetes(engines: Engines, processes: Processes): Promise<Kubernetes> {
  const folder = join(processes.folder, "kubernetes");
  mkdirSync(folder, { recursive: true });
  const [client, peer, port] = [await freePort(), await freePort(), await freePort()];
  const etcd = `http://127.0.0.1:${client}`;
  processes.start({
    name: "etcd",
    command: "etcd",
    args: [
      `--data-dir=${join(folder, "etcd")}`,
      `--listen-client-urls=${etcd}`,
      `--advertise-client-urls=${etcd}`,
      `--listen-peer-urls=http://127.0.0.1:${peer}`,
      `--initial-advertise-peer-urls=http://127.0.0.1:${peer}`,
      `--initial-cluster=default=http://127.0.0.1:${peer}`,
      "--unsafe-no-fsync",
    ],
  });
  const url = `https://127.0.0.1:${port}`;
  const { kubeconfig, token } = writeCredentials(folder, url);
  processes.start({
    name: "kube-apiserver",
    command: join(engines.bin, "kube-apiserver"),
    args: [
      `--etcd-servers=${etcd}`,
      "--bind-address=127.0.0.1",
      `--secure-port=${port}`,
      `--cert-dir=${join(folder, "certs")}`,
      "--service-account-issuer=https://kubernetes.default.svc",
      `--service-account-signing-key-file=${join(folder, "accounts.key")}`,
      `--service-account-key-file=${join(folder, "accounts.key")}`,
      `--token-auth-file=${join(folder, "tokens.csv")}`,
      "--authorization-mode=RBAC",
      "--service-cluster-ip-range=10.96.0.0/16",
      "--allow-privileged=true",
      "--endpoint-reconciler-type=none",
    ],
  });
  const kubectl = (args: readonly string[], input?: string): Promise<string> =>
    run(
      join(engines.bin, "kubectl"),
      ["--kubeconfig", kubeconfig, ...args],
      input === undefined ? {} : { input },
    );
  await until(processes, "the API server serves", async () =>
    (await kubectl(["get", "--raw", "/readyz"])) === "ok" ? true : undefined,
  );
  await kubectl(["create", "-f", "-"], NODE);
  processes.start({
    name: "controllers",
    command: join(engines.bin, "controllers"),
    args: ["--kubeconfig", kubeconfig],
  });
  return {
    url,
    kubeconfig,
    token,
    kubectl,
    get: async <T>(kind: string, name: string, namespace = "default"): Promise<T | undefined> => {
      const text = await kubectl([
        "get",
        kind,
        name,
        "--namespace",
        namespace,
        "--output=json",
        "--ignore-not-found",
      ]);
      return text === "" ? undefined : JSON.parse(text);
    },
  };
}

const NODE = `
apiVersion: v1
kind: Node
metadata:
  name: node-0
  labels: { kubernetes.io/hostname: node-0, topology.kubernetes.io/zone: zone-0 }
`;

/** @returns the administrator's kubeconfig, by its path, and token */
function writeCredentials(folder: string, url: string): Pick<Kubernetes, "kubeconfig" | "token"> {
  const token = randomUUID();
  const { privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
  const secret = { mode: 0o600 };
  writeFileSync(join(folder, "accounts.key"), privateKey.export({ type: "pkcs1", format: "pem" }), secret);
  writeFileSync(join(folder, "tokens.csv"), `${token},admin,admin,system:masters\n`, secret);
  const path = join(folder, "kubeconfig");
  const kubeconfig = {
    apiVersion: "v1",
    kind: "Config",
    clusters: [{ name: "here", cluster: { server: url, "insecure-skip-tls-verify": true } }],
    users: [{ name: "admin", user: { token } }],
    // Argo CD takes its own namespace from here.
    contexts: [{ name: "here", context: { cluster: "here", user: "admin", namespace: "argocd" } }],
    "current-context": "here",
  };
  writeFileSync(path, JSON.stringify(kubeconfig), secret);
  return { kubeconfig: path, token };
}
