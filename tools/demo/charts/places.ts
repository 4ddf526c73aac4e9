import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import {
  startFlux,
  startKubernetes,
  startSlack,
  tokenFor,
  type Flux,
  type Kubernetes,
} from "@release-channels/sandbox";
import { parseAllDocuments } from "yaml";
import { isRecord, textAt } from "../../../lib/deploys/narrow.ts";
import type { SlackPlace } from "../deploys/show.ts";
import type { World } from "../world.ts";
import { APP, CHANNELS, CHART, exampleFiles, type Channel } from "./files.ts";

/** The charts' release repository. */
export const CLUSTERS = "acme/clusters";

export interface Cluster {
  readonly kubernetes: Kubernetes;
  readonly flux: Flux;
}

/** What charts go through: a cluster with Flux for each channel, and a Slack of their own. */
export interface ChartPlaces extends SlackPlace {
  readonly clusters: Readonly<Record<Channel, Cluster>>;
  close(): Promise<void>;
}

/** Sets all up as the guide has it done, with the chart at the version that the example's files say. */
export async function startChartPlaces({ github, directory, places }: World): Promise<ChartPlaces> {
  const { registry } = places;
  registry.pushChart(CHART, { name: APP, version: "1.4.1" });
  const kubeconfigs = join(directory, "kubeconfigs");
  await mkdir(kubeconfigs);
  const repository = `${github.url}/${CLUSTERS}.git`;
  const files = await exampleFiles({ registry: registry.host, repository, kubeconfigs });
  await github.createRepository(CLUSTERS, { private: true, files });
  const token = tokenFor(github, [CLUSTERS], { contents: "read" });
  const start = async (name: Channel): Promise<Cluster> => {
    const kubernetes = await startKubernetes({ namespaces: ["flux-system", "apps"] });
    await writeFile(join(kubeconfigs, name), kubernetes.kubeconfig);
    applyFile(kubernetes, files[`bootstrap/${name}.yaml`] ?? "");
    const flux = startFlux({ kubernetes, directory: join(directory, "flux", name), token });
    await flux.settled();
    return { kubernetes, flux };
  };
  const [slack, dev, qa, stag, prod] = await Promise.all([
    startSlack(),
    start("dev"),
    start("qa"),
    start("stag"),
    start("prod"),
  ]);
  const clusters = { dev, qa, stag, prod };
  const alice = slack.addUser({ name: "alice" });
  const channel = slack.addChannel({ name: "deploys", members: [alice.id] });
  return {
    slack,
    alice,
    channel,
    clusters,
    close: async () => {
      const all = CHANNELS.map((name) => clusters[name]);
      await Promise.all(all.map(({ flux }) => flux.close()));
      await Promise.all([slack.close(), ...all.map(({ kubernetes }) => kubernetes.close())]);
    },
  };
}

/** As `kubectl apply` does. */
function applyFile(kubernetes: Kubernetes, text: string): void {
  for (const document of parseAllDocuments(text)) {
    const object: unknown = "toJS" in document ? document.toJS() : undefined;
    if (!isRecord(object)) continue;
    const name = {
      kind: textAt(object, "kind") ?? "",
      namespace: textAt(object, "metadata", "namespace") ?? "",
      name: textAt(object, "metadata", "name") ?? "",
    };
    kubernetes.apply(name, object, "kubectl");
  }
}
