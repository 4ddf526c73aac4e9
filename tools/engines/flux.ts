import { globSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import { freePort } from "./processes.ts";
import type { World } from "./world.ts";

const NAMESPACE = "flux-system";
const SOURCES = "source-controller";

type FluxWorld = Pick<World, "engines" | "processes" | "kubernetes">;

/** Flux's controllers, which run for all scenarios of a world. */
export interface Flux {
  /** Ends source-controller: from now on, nothing is fetched. */
  readonly stopSources: () => Promise<void>;
  /** Starts it again, on what it has stored. */
  readonly startSources: () => void;
}

const started = new WeakMap<FluxWorld["processes"], Promise<Flux>>();

/** Installs Flux's definitions and starts its source- and kustomize-controller, unless another scenario has. */
export async function startFlux(world: FluxWorld): Promise<Flux> {
  const flux = started.get(world.processes) ?? start(world);
  started.set(world.processes, flux);
  return flux;
}

async function start({ engines, processes, kubernetes }: FluxWorld): Promise<Flux> {
  for (const name of [SOURCES, "kustomize-controller"]) {
    const folder = join(engines.manifests, name, "crd/bases");
    for (const path of globSync("*.yaml", { cwd: folder }).toSorted())
      await kubernetes.kubectl(["apply", "--server-side", "--filename", join(folder, path)]);
  }
  await kubernetes.kubectl(["create", "namespace", NAMESPACE]);
  const artifacts = join(processes.folder, "flux-artifacts");
  mkdirSync(artifacts, { recursive: true });
  const storage = `127.0.0.1:${await freePort()}`;
  const env = { KUBECONFIG: kubernetes.kubeconfig, RUNTIME_NAMESPACE: NAMESPACE, TMPDIR: processes.folder };
  const shared = async (): Promise<readonly string[]> => [
    "--watch-all-namespaces=true",
    "--enable-leader-election=false",
    `--metrics-addr=127.0.0.1:${await freePort()}`,
    `--health-addr=127.0.0.1:${await freePort()}`,
  ];
  const sources = {
    name: SOURCES,
    command: join(engines.bin, SOURCES),
    args: [
      ...(await shared()),
      `--storage-path=${artifacts}`,
      `--storage-addr=${storage}`,
      `--storage-adv-addr=${storage}`,
    ],
    env,
  };
  processes.start(sources);
  processes.start({
    name: "kustomize-controller",
    command: join(engines.bin, "kustomize-controller"),
    args: await shared(),
    env,
  });
  return { stopSources: () => processes.end(SOURCES), startSources: () => processes.start(sources) };
}
