import { globSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import { freePort } from "./processes.ts";
import type { World } from "./world.ts";

const NAMESPACE = "flux-system";

/** Installs Flux's definitions and starts its source- and kustomize-controller. */
export async function startFlux({
  engines,
  processes,
  kubernetes,
}: Pick<World, "engines" | "processes" | "kubernetes">): Promise<void> {
  for (const name of ["source-controller", "kustomize-controller"]) {
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
  processes.start({
    name: "source-controller",
    command: join(engines.bin, "source-controller"),
    args: [
      ...(await shared()),
      `--storage-path=${artifacts}`,
      `--storage-addr=${storage}`,
      `--storage-adv-addr=${storage}`,
    ],
    env,
  });
  processes.start({
    name: "kustomize-controller",
    command: join(engines.bin, "kustomize-controller"),
    args: await shared(),
    env,
  });
}
