import {
  clusterOf,
  type Cluster,
  type Placement,
  type ServerConfig,
} from "../../../lib/deploys/config/server-config.ts";
import type { Target } from "../../../lib/deploys/target.ts";
import type { Db } from "../../../lib/store/store.ts";
import { MissingSecret, readSecret, readToken } from "../secret.ts";
import { ApplicationSet } from "./argo-cd/application-set.ts";
import { ArgoCd } from "./argo-cd/argo-cd.ts";
import type { ArgoCdOptions } from "./argo-cd/place.ts";
import { EngineRefusal, type Engine } from "./engine.ts";
import { Flux } from "./flux/flux.ts";
import type { Reference } from "./flux/objects.ts";
import { UnseenFlux } from "./flux/unseen.ts";
import { KubernetesClients } from "./kubernetes/clients.ts";
import { KubernetesClusters } from "./kubernetes/clusters.ts";
import type { KubernetesHost } from "./kubernetes/kubernetes.ts";

/** The engines of one server: what is costly to open is open once. */
export class Engines {
  readonly kubernetes: KubernetesClusters;
  readonly #clients = new KubernetesClients((reference) => needed(() => readSecret(reference)));
  readonly #nameOf: (url: string) => string | undefined;
  readonly #db: Db;

  /** @param nameOf `owner/name` of a repository's address; undefined where it is not on our GitHub */
  constructor(host: KubernetesHost, nameOf: (url: string) => string | undefined) {
    this.kubernetes = new KubernetesClusters(host, this.#clients);
    this.#nameOf = nameOf;
    this.#db = host.db;
  }

  /** The engine of a target's placement. @throws EngineRefusal for an engine that this server does not have */
  at(placement: Placement, config: ServerConfig, target: Target): Engine {
    const { cluster: name, application, applicationset, application_namespace: namespace } = placement;
    const cluster = clusterOf(config, name);
    switch (cluster.engine) {
      case "kubernetes":
        return this.kubernetes.at(placement, cluster, target);
      case "flux": {
        const target = fluxObjectOf(placement);
        if (cluster.kubeconfig === undefined) return new UnseenFlux(this.#db, { cluster: name, target });
        return new Flux(this.#clients.at(name, cluster), target, {
          isRemoved: placement.undeploy?.remove !== undefined,
        });
      }
      default: {
        const nameOf = this.#nameOf;
        return applicationset === undefined
          ? new ArgoCd(argoCdOptions(name, cluster, { application: application ?? "", namespace, nameOf }))
          : new ApplicationSet(
              argoCdOptions(name, cluster, { application: applicationset, namespace, nameOf }),
            );
      }
    }
  }

  /** Argo CD's cluster by itself. */
  argoCd(name: string, cluster: Cluster): ArgoCd {
    const place = { application: "", namespace: undefined, nameOf: this.#nameOf };
    return new ArgoCd(argoCdOptions(name, cluster, place));
  }
}

/** What of Flux a placement is about. @throws EngineRefusal where it does not say */
function fluxObjectOf({ cluster, helmrelease, kustomization, ocirepository }: Placement): Reference {
  const named = [
    ["HelmRelease", helmrelease],
    ["Kustomization", kustomization],
    ["OCIRepository", ocirepository],
  ] as const;
  for (const [kind, object] of named) {
    const [namespace, name] = object?.split("/") ?? [];
    if (namespace !== undefined && name !== undefined) return { kind, namespace, name };
  }
  throw new EngineRefusal("refused", `db/server.yaml does not say which object of Flux it is in ${cluster}`);
}

interface ApplicationPlace {
  /** Or an ApplicationSet. */
  readonly application: string;
  readonly namespace: string | undefined;
  readonly nameOf: (url: string) => string | undefined;
}

/** Something of a cluster whose engine is Argo CD. @throws EngineRefusal for any other */
function argoCdOptions(name: string, cluster: Cluster, place: ApplicationPlace): ArgoCdOptions {
  const {
    engine,
    url,
    token,
    project,
    webhook_secret: webhookSecret,
    auto_sync: autoSync = "refuse",
  } = cluster;
  if (engine !== "argo-cd" || url === undefined || token === undefined) {
    throw new EngineRefusal("refused", `${name} has the engine ${engine}, and no application of Argo CD`);
  }
  return {
    connection: {
      url: url.replace(/\/+$/, ""),
      cluster: name,
      tokenSource: token,
      token: () => needed(() => readToken(token)),
    },
    project,
    autoSync,
    webhookSecret: webhookSecret === undefined ? undefined : () => readSecret(webhookSecret),
    ...place,
  };
}

/** @throws EngineRefusal where it is not there, so that the request says so and does not keep its target for ever */
function needed(read: () => string): string {
  try {
    return read();
  } catch (error) {
    throw error instanceof MissingSecret ? new EngineRefusal("unauthorized", error.message) : error;
  }
}

/** `owner/name` of a repository's address on a GitHub; undefined for any other. @param url `https://github.com` */
export function repositoryNamesAt(url: string): (address: string) => string | undefined {
  const { host } = new URL(url);
  return (address) => {
    const [, where, name] =
      /^(?:https?:\/\/|ssh:\/\/)?(?:[^/@]*@)?([^/:]+(?::\d+)?)[/:]([^/]+\/[^/]+?)(?:\.git)?\/?$/.exec(
        address,
      ) ?? [];
    return where?.toLowerCase() === host.toLowerCase() ? name : undefined;
  };
}
