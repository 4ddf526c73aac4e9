import { listAt, textAt } from "../narrow.ts";
import { annotationOf, labelOf } from "./api-object.ts";

/** Who this server is to the API server, as the owner of what it applies. */
export const FIELD_MANAGER = "release-channels";

/** An entry of `metadata.managedFields`. */
export interface FieldManager {
  readonly name: string;
  /** `Apply` for whoever applies, `Update` for all others, people among them. */
  readonly operation: string;
  /** `scale` or `status`; empty for the object itself. */
  readonly subresource: string;
}

export function managersOf(object: unknown): readonly FieldManager[] {
  return listAt(object, "metadata", "managedFields").map((entry) => ({
    name: textAt(entry, "manager") ?? "",
    operation: textAt(entry, "operation") ?? "",
    subresource: textAt(entry, "subresource") ?? "",
  }));
}

/** Whether this server has applied the object. */
export function isAppliedBy(object: unknown): boolean {
  return managersOf(object).some(({ name, operation }) => name === FIELD_MANAGER && operation === "Apply");
}

/** Labels and annotations by which others say that an object is theirs, and in whose words. */
const MARKS: readonly (readonly [name: string, words: (value: string) => string])[] = [
  ["argocd.argoproj.io/tracking-id", (value) => `Argo CD (${value})`],
  ["argocd.argoproj.io/instance", (value) => `the application ${value} of Argo CD`],
  ["kustomize.toolkit.fluxcd.io/name", (value) => `the Kustomization ${value} of Flux`],
  ["helm.toolkit.fluxcd.io/name", (value) => `the HelmRelease ${value} of Flux`],
  ["meta.helm.sh/release-name", (value) => `the release ${value} of Helm`],
  ["applyset.kubernetes.io/part-of", (value) => `the set ${value}`],
  ["app.kubernetes.io/managed-by", (value) => value],
];

/** Whose an object is that is not ours, in words for people. */
export function ownerOf(object: unknown): string {
  const [reference] = listAt(object, "metadata", "ownerReferences");
  if (reference !== undefined)
    return `${textAt(reference, "kind") ?? "?"}/${textAt(reference, "name") ?? "?"}`;
  for (const [name, words] of MARKS) {
    const value = labelOf(object, name) ?? annotationOf(object, name);
    if (value !== undefined) return words(value);
  }
  const managers = managersOf(object).filter(({ subresource }) => subresource === "");
  const names = [...new Set(managers.map(({ name }) => name))];
  return names.length === 0 ? "somebody else" : names.join(" and ");
}
