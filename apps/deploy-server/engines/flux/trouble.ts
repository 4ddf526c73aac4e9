import { podTrouble } from "../../../../lib/deploys/kubernetes/readiness.ts";
import { step } from "../../../../lib/store/step.ts";
import { listAt, textAt } from "../../narrow.ts";
import { EngineRefusal } from "../engine.ts";
import { findAtApi, type KubernetesClient } from "../kubernetes/client.ts";
import type { HelmRelease } from "./objects.ts";

/**
 * Which pod of a release does not get on, and why: of the pods that are there, and of those that a rollback has taken away
 * by the events that they have left, which the API server keeps for an hour.
 * @returns undefined where none says so, or the server's account may not look
 */
export async function troubleOf(client: KubernetesClient, release: HelmRelease): Promise<string | undefined> {
  try {
    return await lookForTrouble(client, release);
  } catch (error) {
    if (error instanceof EngineRefusal && error.code === "forbidden") return undefined;
    throw error;
  }
}

async function lookForTrouble(
  client: KubernetesClient,
  { helmName, targetNamespace, upgradingSince = "" }: HelmRelease,
): Promise<string | undefined> {
  const root = `/api/v1/namespaces/${targetNamespace}`;
  const pods = await step("flux.read pods", () =>
    findAtApi(client, {
      path: `${root}/pods`,
      query: { labelSelector: `app.kubernetes.io/instance=${helmName}` },
      doing: `read the pods of ${helmName}`,
    }),
  );
  const present = podTrouble(listAt(pods, "items"));
  if (present !== undefined) return present;
  const events = await step("flux.read events", () =>
    findAtApi(client, {
      path: `${root}/events`,
      query: { fieldSelector: "involvedObject.kind=Pod,type=Warning" },
      doing: `read the events of ${helmName}`,
    }),
  );
  const own = listAt(events, "items")
    .map((event) => ({
      pod: textAt(event, "involvedObject", "name") ?? "",
      reason: textAt(event, "reason") ?? "",
      message: textAt(event, "message") ?? "",
      at: textAt(event, "lastTimestamp") ?? textAt(event, "eventTime") ?? "",
    }))
    .filter(({ pod, at }) => pod.startsWith(`${helmName}-`) && Date.parse(at) >= Date.parse(upgradingSince))
    .toSorted((a, b) => Date.parse(b.at) - Date.parse(a.at));
  const [newest] = own;
  return newest && `${newest.reason} in ${newest.pod}: ${newest.message}`;
}
