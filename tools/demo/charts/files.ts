import { fileURLToPath } from "node:url";
import { readFolder, type RepositoryFiles } from "../template.ts";

/** The example that people copy: the act deploys with its files. */
const EXAMPLE = fileURLToPath(new URL("../../../examples/flux-clusters", import.meta.url));

/** In the order in which a version comes through them; each is a cluster of its own. */
export const CHANNELS = ["dev", "qa", "stag", "prod"] as const;
export type Channel = (typeof CHANNELS)[number];
export const APP = "my-app";
/** Of the registry: the chart's name in it. */
export const CHART = "acme/charts/my-app";

/** Where this machine has what the example's addresses stand for. */
export interface Addresses {
  /** `127.0.0.1:PORT` */
  readonly registry: string;
  /** The repository's clone URL. */
  readonly repository: string;
  /** The folder of the kubeconfigs. */
  readonly kubeconfigs: string;
}

/** The example's files, with this machine's addresses, and healthy for a shorter while than in earnest. */
export async function exampleFiles({
  registry,
  repository,
  kubeconfigs,
}: Addresses): Promise<Readonly<Record<string, string>>> {
  const here = (text: string): string =>
    text
      .replaceAll("ghcr.io", registry)
      .replaceAll("https://github.com/acme/releases", repository)
      .replaceAll("/etc/clusters", kubeconfigs)
      .replaceAll(/soak: \d+s/g, "soak: 1s");
  const files: RepositoryFiles = await readFolder(EXAMPLE);
  return Object.fromEntries(Object.entries(files).map(([path, content]) => [path, here(String(content))]));
}
