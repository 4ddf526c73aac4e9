import { refOf, refText, type ApiObject } from "../../../../lib/deploys/kubernetes/api-object.ts";
import { groupKindOf, kindsOf, kindsText, pruningOf } from "../../../../lib/deploys/kubernetes/apply-set.ts";
import { inOrder } from "../../../../lib/deploys/kubernetes/order.ts";
import { ApiFailure } from "./call.ts";
import { writeKinds } from "./config-object.ts";
import { applyRefusal } from "./refusal.ts";
import type { Rehearsed } from "./rehearse.ts";
import { applyObject, membersOf, removeObject } from "./resources.ts";
import { keepLease, type Site } from "./site.ts";

/** What a set has come to. */
export interface AppliedSet {
  /** Its objects, as they are now. */
  readonly objects: readonly ApiObject[];
  /** Objects that were to go and are still there. */
  readonly leaving: readonly string[];
  /** Objects that only look like the set's. */
  readonly strange: readonly string[];
}

/**
 * Makes a set what was rehearsed: applies its objects, and deletes those that it holds no more. Each step may be the last
 * one of this process, and whoever comes next begins again.
 * @param parent the DeployConfig as the API server has it
 * @throws ApplyRefusal
 */
export async function applySet(
  site: Site,
  parent: unknown,
  rehearsed: readonly Rehearsed[],
): Promise<AppliedSet> {
  const { objects: place, config } = site;
  const wanted = rehearsed.map(({ object }) => object);
  const listed = kindsOf(parent);
  const all = [...listed, ...wanted.map(groupKindOf)];
  // Listed before they are there, so that nothing is ever applied that an undeploy would not find.
  if (kindsText(all) !== kindsText(listed)) await writeKinds(config, all);
  const applied: ApiObject[] = [];
  for (const one of inOrder(rehearsed, ({ object }) => object)) {
    await keepLease(site);
    applied.push(await applyOne(site, one));
  }
  const found = pruningOf(await membersOf(place, all, config.setId), wanted, config.setId);
  for (const object of found.remove) {
    await keepLease(site);
    await removeObject(place, object);
  }
  // What waits for its finalizers is still of the set.
  const left = pruningOf(await membersOf(place, all, config.setId), wanted, config.setId);
  const kinds = [...wanted, ...left.remove].map(groupKindOf);
  if (kindsText(kinds) !== kindsText(all)) await writeKinds(config, kinds);
  return {
    objects: applied,
    leaving: left.remove.map((one) => refText(refOf(one))),
    strange: left.strange,
  };
}

async function applyOne({ objects }: Site, { object, byHand }: Rehearsed): Promise<ApiObject> {
  try {
    return await applyObject(objects, object, { isForced: byHand !== undefined });
  } catch (error) {
    throw error instanceof ApiFailure ? applyRefusal(refText(refOf(object)), error) : error;
  }
}
