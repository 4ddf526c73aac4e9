import {
  clusterOf,
  type Cluster,
  type Placement,
  type ServerConfig,
} from "../../../lib/deploys/config/server-config.ts";
import { MissingSecret, readSecret } from "../secret.ts";
import { ArgoCd } from "./argo-cd/argo-cd.ts";
import { EngineRefusal, type Engine } from "./engine.ts";

/** The engine of a placement. @throws EngineRefusal for an engine that this server does not have */
export function engineAt(
  placement: Placement,
  config: ServerConfig,
  nameOf: (url: string) => string | undefined,
): Engine {
  const { cluster: name, application = "", application_namespace: namespace } = placement;
  return argoCdOf(name, clusterOf(config, name), { application, namespace, nameOf });
}

interface ApplicationPlace {
  readonly application: string;
  readonly namespace: string | undefined;
  readonly nameOf: (url: string) => string | undefined;
}

/** An application of a cluster whose engine is Argo CD. */
export function argoCdOf(name: string, cluster: Cluster, place: ApplicationPlace): ArgoCd {
  const {
    engine,
    url,
    token,
    project,
    webhook_secret: webhookSecret,
    auto_sync: autoSync = "refuse",
  } = cluster;
  if (engine !== "argo-cd" || url === undefined || token === undefined) {
    throw new EngineRefusal("refused", `${name} has the engine ${engine}, and this server has argo-cd alone`);
  }
  return new ArgoCd({
    connection: {
      url: url.replace(/\/+$/, ""),
      cluster: name,
      tokenSource: token,
      token: () => neededSecret(token),
    },
    project,
    autoSync,
    webhookSecret: webhookSecret === undefined ? undefined : () => readSecret(webhookSecret),
    ...place,
  });
}

/** @throws EngineRefusal where it is not there, so that the request says so and does not keep its target for ever */
function neededSecret(reference: string): string {
  try {
    return readSecret(reference);
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
