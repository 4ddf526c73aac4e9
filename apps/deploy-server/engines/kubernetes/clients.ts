import type { Cluster } from "../../../../lib/deploys/config/server-config.ts";
import { EngineRefusal } from "../engine.ts";
import { openClient, type KubernetesClient } from "./client.ts";
import { IN_CLUSTER } from "./connection.ts";

interface Opened {
  readonly kubeconfig: string;
  readonly client: KubernetesClient;
}

/** The clusters that are reached by a kubeconfig, each opened once, and anew when that changes. */
export class KubernetesClients {
  readonly #secret: (reference: string) => string;
  readonly #opened = new Map<string, Opened>();

  constructor(secret: (reference: string) => string) {
    this.#secret = secret;
  }

  /** @throws EngineRefusal where the kubeconfig is not there */
  at(name: string, { kubeconfig: reference }: Cluster): KubernetesClient {
    if (reference === undefined) {
      throw new EngineRefusal("refused", `db/server.yaml lacks the kubeconfig of ${name}`);
    }
    const kubeconfig = reference === IN_CLUSTER ? IN_CLUSTER : this.#secret(reference);
    const known = this.#opened.get(name);
    if (known?.kubeconfig === kubeconfig) return known.client;
    const client = openClient(name, kubeconfig);
    this.#opened.set(name, { kubeconfig, client });
    return client;
  }
}
