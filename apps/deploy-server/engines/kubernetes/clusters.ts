import type { PreviewPlace } from "../../../../lib/deploys/branch-preview.ts";
import type { Cluster, Placement } from "../../../../lib/deploys/config/server-config.ts";
import type { Target } from "../../../../lib/deploys/target.ts";
import { EngineRefusal } from "../engine.ts";
import type { KubernetesClients } from "./clients.ts";
import { Kubernetes, type KubernetesHost } from "./kubernetes.ts";
import { listNamespaces, type PreviewNamespace } from "./preview-namespace.ts";

/** The clusters whose engine is the server itself. */
export class KubernetesClusters {
  readonly #host: KubernetesHost;
  readonly #clients: KubernetesClients;

  constructor(host: KubernetesHost, clients: KubernetesClients) {
    this.#host = host;
    this.#clients = clients;
  }

  /** @throws EngineRefusal where the kubeconfig is not there */
  at({ cluster: name, namespace }: Placement, cluster: Cluster, target: Target): Kubernetes {
    if (namespace === undefined) {
      throw new EngineRefusal("refused", `db/server.yaml lacks the namespace of ${name}`);
    }
    return new Kubernetes({ client: this.#clients.at(name, cluster), namespace, target, host: this.#host });
  }

  /** The namespace of a branch's preview. @param title whose it is @throws EngineRefusal where the kubeconfig is not there */
  previewNamespace(
    { cluster: name, namespace }: PreviewPlace,
    cluster: Cluster,
    title: string,
  ): PreviewNamespace {
    return { client: this.#clients.at(name, cluster), name: namespace, title };
  }

  /** The namespaces of previews that are there. @throws EngineRefusal, Passing */
  previewNamespaces(name: string, cluster: Cluster): ReturnType<typeof listNamespaces> {
    return listNamespaces(this.#clients.at(name, cluster));
  }
}
