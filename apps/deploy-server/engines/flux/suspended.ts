import { at, listAt, textAt } from "../../narrow.ts";
import type { KubernetesClient } from "../kubernetes/client.ts";
import { findObject, referenceIn } from "./cluster.ts";
import { suspendedOf, type FluxState } from "./state.ts";

/** What keeps a version from getting there, and what to do; undefined where nothing does. */
export async function blockedBy(client: KubernetesClient, state: FluxState): Promise<string | undefined> {
  return (await suspensionOf(client, state)) ?? pinText(client, state);
}

/** A GitRepository at a commit or a tag never fetches what is committed now. */
function pinText({ cluster }: KubernetesClient, { repository }: FluxState): string | undefined {
  const { name, pinnedTo } = repository ?? {};
  if (name === undefined || pinnedTo === undefined) return undefined;
  return `${name} is kept at ${pinnedTo} in ${cluster}, so that Flux never fetches what is committed now: let it follow a branch with spec.ref.branch, and ask again`;
}

/** What on a version's way is suspended, by whom and since when, as far as the API server knows; undefined where nothing is. */
async function suspensionOf(client: KubernetesClient, state: FluxState): Promise<string | undefined> {
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
