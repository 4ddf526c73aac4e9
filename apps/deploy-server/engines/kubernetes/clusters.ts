import type { Cluster, Placement } from "../../../../lib/deploys/config/server-config.ts";
import type { Target } from "../../../../lib/deploys/target.ts";
import { EngineRefusal } from "../engine.ts";
import { openClient, type KubernetesClient } from "./client.ts";
import { IN_CLUSTER } from "./connection.ts";
import { Kubernetes, type KubernetesHost } from "./kubernetes.ts";

interface Opened {
  readonly kubeconfig: string;
  readonly client: KubernetesClient;
}

/** The clusters whose engine is the server itself, each opened once, and anew when its kubeconfig changes. */
export class KubernetesClusters {
  readonly #host: KubernetesHost;
  readonly #secret: (reference: string) => string;
  readonly #opened = new Map<string, Opened>();

  constructor(host: KubernetesHost, secret: (reference: string) => string) {
    this.#host = host;
    this.#secret = secret;
  }

  /** @throws EngineRefusal where the kubeconfig is not there */
  at({ cluster: name, namespace }: Placement, cluster: Cluster, target: Target): Kubernetes {
    const { kubeconfig: reference } = cluster;
    if (reference === undefined || namespace === undefined) {
      throw new EngineRefusal("refused", `db/server.yaml lacks the kubeconfig or the namespace of ${name}`);
    }
    const kubeconfig = reference === IN_CLUSTER ? IN_CLUSTER : this.#secret(reference);
    return new Kubernetes({ client: this.#client(name, kubeconfig), namespace, target, host: this.#host });
  }

  #client(name: string, kubeconfig: string): KubernetesClient {
    const known = this.#opened.get(name);
    if (known?.kubeconfig === kubeconfig) return known.client;
    const client = openClient(name, kubeconfig);
    this.#opened.set(name, { kubeconfig, client });
    return client;
  }
}
