import { createHash } from "node:crypto";
import {
  annotationOf,
  groupKindText,
  groupOf,
  labelOf,
  parseGroupKind,
  refKey,
  refOf,
  refText,
  type ApiObject,
  type GroupKind,
} from "./api-object.ts";
import { isAppliedBy } from "./managers.ts";

/**
 * The ApplySet convention, by which whoever applies a set of objects finds those again that are not wanted any more.
 * @see https://github.com/kubernetes/enhancements/tree/master/keps/sig-cli/3659-kubectl-apply-prune#design-details-applyset-specification
 */
export const PARENT_LABEL = "applyset.kubernetes.io/id";
export const MEMBER_LABEL = "applyset.kubernetes.io/part-of";
export const TOOLING_ANNOTATION = "applyset.kubernetes.io/tooling";
export const KINDS_ANNOTATION = "applyset.kubernetes.io/contains-group-kinds";

/** Who keeps the set: other tools leave it alone, and so do we with theirs. */
export const TOOLING = "release-channels/v1";

/** The set's id: the same for a parent of the same name, whenever it was made. @param parent its name, namespace, kind and group */
export function applySetId(parent: {
  readonly name: string;
  readonly namespace: string;
  readonly kind: string;
  readonly group: string;
}): string {
  const { name, namespace, kind, group } = parent;
  const hash = createHash("sha256").update(`${name}.${namespace}.${kind}.${group}`).digest("base64url");
  // A label's value has to begin and end with a letter or a digit.
  return `applyset-${hash}-v1`;
}

/** The kinds that a set is said to hold. */
export function kindsOf(parent: unknown): readonly GroupKind[] {
  const text = annotationOf(parent, KINDS_ANNOTATION) ?? "";
  return text
    .split(",")
    .filter((one) => one !== "")
    .map(parseGroupKind);
}

/** Sorted, each once, as the convention has it. */
export function kindsText(kinds: readonly GroupKind[]): string {
  return [...new Set(kinds.map(groupKindText))].toSorted().join(",");
}

export function groupKindOf({ apiVersion, kind }: Pick<ApiObject, "apiVersion" | "kind">): GroupKind {
  return { group: groupOf(apiVersion), kind };
}

/** The object as a member of the set, in the namespace. */
export function asMember(
  object: ApiObject,
  { id, namespace }: { readonly id: string; readonly namespace: string },
): ApiObject {
  const { metadata } = object;
  const labels = { ...metadata.labels, [MEMBER_LABEL]: id };
  return { ...object, metadata: { ...metadata, namespace, labels } };
}

/** What to delete of a set, and what only looks as if. */
export interface Pruning {
  readonly remove: readonly ApiObject[];
  /** Objects that carry the set's label and that somebody else made: they stay. */
  readonly strange: readonly string[];
}

/**
 * Of the objects that carry the set's label, those that are wanted no more. A copy that somebody made by hand has the
 * label as well: what this server has not applied, it does not delete.
 */
export function pruningOf(members: readonly ApiObject[], wanted: readonly ApiObject[], id: string): Pruning {
  const kept = new Set(wanted.map((one) => refKey(refOf(one))));
  const unwanted = members.filter(
    (one) => labelOf(one, MEMBER_LABEL) === id && !kept.has(refKey(refOf(one))),
  );
  return {
    remove: unwanted.filter(isAppliedBy),
    strange: unwanted.filter((one) => !isAppliedBy(one)).map((one) => refText(refOf(one))),
  };
}
