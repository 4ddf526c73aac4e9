import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { kubernetesConversation, startKubernetes, type KubernetesExchange } from "@release-channels/sandbox";

/** In which everything is asked. */
export const NAMESPACE = "asked";

const FILE = join(import.meta.dirname, "kubernetes-answers.jsonl");

/** How a real API server answered: `RECORD=yes tools/check-engines.sh stand-in-kubernetes` writes it down. */
export function recordedAnswers(): readonly KubernetesExchange[] {
  const lines = readFileSync(FILE, "utf8").trim().split("\n");
  return lines.map((line): KubernetesExchange => JSON.parse(line));
}

export function writeRecorded(exchanged: readonly KubernetesExchange[]): void {
  writeFileSync(FILE, exchanged.map((one) => `${JSON.stringify(one)}\n`).join(""));
}

/** Asks the sandbox's API server. */
export async function askStandIn(): Promise<readonly KubernetesExchange[]> {
  const cluster = await startKubernetes({ namespaces: [NAMESPACE] });
  try {
    cluster.forbid("Service");
    const { url, adminToken, kubeconfig } = cluster;
    const { users }: { readonly users: readonly { readonly user: { readonly token: string } }[] } =
      JSON.parse(kubeconfig);
    const limitedToken = users[0]?.user.token ?? "";
    return await kubernetesConversation({ url, token: adminToken, limitedToken });
  } finally {
    await cluster.close();
  }
}
