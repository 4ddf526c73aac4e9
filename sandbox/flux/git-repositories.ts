import { numberAt, textAt } from "../narrow.ts";
import { changeStatus } from "./status.ts";
import { isSuspended, requestedAt, type Reconcile } from "./world.ts";

/** source-controller: fetches the branch's head, when it is asked to. */
export const reconcileRepository: Reconcile = async (world, name) => {
  const object = world.kubernetes.get(name);
  if (object === undefined || isSuspended(object)) return;
  const handled = textAt(object, "status", "lastHandledReconcileAt");
  const requested = requestedAt(object);
  if (textAt(object, "status", "artifact", "revision") !== undefined && requested === handled) return;
  const url = textAt(object, "spec", "url") ?? "";
  const branch = textAt(object, "spec", "ref", "branch") ?? "master";
  await world.mirrors.fetch(url);
  const commit = await world.mirrors.resolve(url, branch);
  if (commit === undefined) throw new Error(`${url} has no branch ${branch}`);
  const revision = `${branch}@sha1:${commit}`;
  const message = `stored artifact for revision '${revision}'`;
  changeStatus(world, name, {
    set: ["Ready", "ArtifactInStorage"].map((type) => ({
      type,
      status: "True",
      reason: "Succeeded",
      message,
    })),
    fields: {
      artifact: { revision },
      lastHandledReconcileAt: requested,
      observedGeneration: numberAt(object, "metadata", "generation"),
    },
  });
};
