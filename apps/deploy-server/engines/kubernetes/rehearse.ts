import { labelOf, refOf, refText, type ApiObject } from "../../../../lib/deploys/kubernetes/api-object.ts";
import { asMember, MEMBER_LABEL } from "../../../../lib/deploys/kubernetes/apply-set.ts";
import { conflictsOf, conflictText, isByHand } from "../../../../lib/deploys/kubernetes/conflicts.ts";
import { isChanged } from "../../../../lib/deploys/kubernetes/difference.ts";
import { isAppliedBy, ownerOf } from "../../../../lib/deploys/kubernetes/managers.ts";
import { ApiFailure } from "./call.ts";
import { applyRefusal, ApplyRefusal } from "./refusal.ts";
import { applyObject, findObject, type NamespaceObjects } from "./resources.ts";

/** What applying an object would come to. */
export interface Rehearsed {
  readonly object: ApiObject;
  /** As it is now; undefined where it is not there. */
  readonly live: ApiObject | undefined;
  /** As it would be. */
  readonly predicted: ApiObject;
  /** What somebody has changed by hand of it, in words; then it takes force. */
  readonly byHand: string | undefined;
}

/** How a set is applied. */
export interface SetOptions {
  readonly setId: string;
  /** Whether what was changed by hand is taken back. */
  readonly mends: boolean;
}

/**
 * Asks the API server what applying all objects would come to, with all of its checks, before any of them is changed.
 * @throws ApplyRefusal for the first that is not ours, is not valid, or that others hold fields of
 */
export async function rehearse(
  objects: NamespaceObjects,
  wanted: readonly ApiObject[],
  options: SetOptions,
): Promise<readonly Rehearsed[]> {
  const rehearsed: Rehearsed[] = [];
  for (const one of wanted) rehearsed.push(await rehearseOne(objects, one, options));
  return rehearsed;
}

async function rehearseOne(
  objects: NamespaceObjects,
  wanted: ApiObject,
  { setId, mends }: SetOptions,
): Promise<Rehearsed> {
  const ref = refOf(wanted);
  const name = refText(ref);
  const object = asMember(wanted, { id: setId, namespace: objects.namespace });
  const live = await findObject(objects, ref);
  if (live !== undefined && !(labelOf(live, MEMBER_LABEL) === setId && isAppliedBy(live))) {
    throw new ApplyRefusal(
      "NotOurs",
      `${name} is there already, and belongs to ${ownerOf(live)}: call the spec's object something else, or delete that one first`,
    );
  }
  try {
    const predicted = await applyObject(objects, object, { isDryRun: true });
    return { object, live, predicted, byHand: undefined };
  } catch (error) {
    if (!(error instanceof ApiFailure)) throw error;
    const conflicts = conflictsOf(error.status);
    if (conflicts.length === 0 || !mends || !isAppliedBy(live) || !isByHand(live, conflicts)) {
      throw applyRefusal(name, error);
    }
    const predicted = await applyObject(objects, object, { isDryRun: true, isForced: true });
    return { object, live, predicted, byHand: conflictText(conflicts) };
  }
}

/** What is not as it was applied, in words; undefined where all is. */
export function driftOf(rehearsed: readonly Rehearsed[]): string | undefined {
  const words = rehearsed.flatMap(({ object, live, predicted, byHand }) => {
    const name = refText(refOf(object));
    if (live === undefined) return [`${name} is gone`];
    if (byHand !== undefined) return [`${name}: ${byHand}`];
    return isChanged(live, predicted) ? [`${name} is not as it was applied`] : [];
  });
  return words.length === 0 ? undefined : words.join("; ");
}
