import { chmodSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startArgoCd, type ArgoCd } from "./argo-cd/start.ts";
import type { Engines } from "./build.ts";
import { createCertificate } from "./certificate.ts";
import { startHub, type Hub } from "./hub.ts";
import { startKubernetes, type Kubernetes } from "./kubernetes.ts";
import { Processes, until } from "./processes.ts";

/** The real engines and a local GitHub. */
export interface World {
  readonly engines: Engines;
  readonly processes: Processes;
  readonly kubernetes: Kubernetes;
  readonly argoCd: ArgoCd;
  readonly hub: Hub;
  /** As in processes.ts. */
  readonly until: <T>(what: string, ask: () => Promise<T | undefined>) => Promise<T>;
  readonly stop: () => Promise<void>;
}

/**
 * Starts them all, in a folder whose logs are kept.
 * @param ending ends whatever waits for them, and their start
 */
export async function startWorld(engines: Engines, ending: AbortSignal): Promise<World> {
  const folder = mkdtempSync(join(tmpdir(), "engines-"));
  // Programs under other accounts pass through it.
  chmodSync(folder, 0o755);
  const processes = new Processes(folder, ending);
  console.error(`Logs are in ${folder}.`);
  const certificate = await createCertificate(folder);
  const hub = await startHub(folder, certificate);
  const stop = async (): Promise<void> => {
    await processes.stop();
    await hub.stop();
    const data = readdirSync(folder).filter((name) => !name.endsWith(".log"));
    for (const name of data) rmSync(join(folder, name), { recursive: true, force: true });
  };
  try {
    const kubernetes = await startKubernetes(engines, processes);
    const argoCd = await startArgoCd({ engines, processes, kubernetes, trusted: certificate.cert });
    return {
      engines,
      processes,
      kubernetes,
      argoCd,
      hub,
      until: (what, ask) => until(processes, what, ask),
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}
