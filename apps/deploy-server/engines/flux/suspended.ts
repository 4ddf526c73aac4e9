import { at, listAt, textAt } from "../../narrow.ts";
import type { KubernetesClient } from "../kubernetes/client.ts";
import { findObject, referenceIn } from "./cluster.ts";
import { suspendedOf, type FluxState } from "./state.ts";

/** What on a version's way is suspended, by whom and since when, as far as the API server knows; undefined where nothing is. */
export async function suspensionOf(client: KubernetesClient, state: FluxState): Promise<string | undefined> {
  const suspended = suspendedOf(state);
  if (suspended === undefined) return undefined;
  const by = suspendedBy(await findObject(client, referenceIn(suspended.name)));
  return `${suspended.name} is suspended in ${client.cluster}${by}, so that Flux leaves it as it is: resume it, and ask again`;
}

/** ` by kubectl-patch at 2026-11-30T10:00:00Z` */
function suspendedBy(object: unknown): string {
  const entry = listAt(object, "metadata", "managedFields").find(
    (one) => at(one, "fieldsV1", "f:spec", "f:suspend") !== undefined,
  );
  const [manager, time] = [textAt(entry, "manager"), textAt(entry, "time")];
  return `${manager === undefined ? "" : ` by ${manager}`}${time === undefined ? "" : ` at ${time}`}`;
}
