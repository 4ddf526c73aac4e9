import { Kustomization } from "../../manifests/kustomization.ts";

/** What a kustomization says of an image. */
export type BuiltFrom =
  | { readonly kind: "pinned"; readonly revision: string }
  /** It names no image of that name: what is synced is what runs. */
  | { readonly kind: "unpinned" }
  /** It pins one, and nobody knows what is in it: a person pinned it. */
  | { readonly kind: "unknown" };

/**
 * The commit that a pinned image was built from, as pin-image has written it. Releases that were committed since are not
 * in the image, although the pin's commit comes after them.
 * @param text undefined when there is no such file
 * @throws UnusableKustomization
 */
export function builtFrom(text: string | undefined, path: string, image: string): BuiltFrom {
  const pin = text === undefined ? undefined : new Kustomization(text, path).read(image);
  if (pin === undefined) return { kind: "unpinned" };
  return pin.revision === undefined ? { kind: "unknown" } : { kind: "pinned", revision: pin.revision };
}
