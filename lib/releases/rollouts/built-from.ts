import { Kustomization } from "../../manifests/kustomization.ts";

/** Where the image in a kustomization comes from. */
export type BuiltFrom =
  | { readonly kind: "pinned"; readonly revision: string }
  /** The kustomization does not mention the image, so what is synced is what runs. */
  | { readonly kind: "unpinned" }
  /** It pins an image of unknown content, as when a person edited it. */
  | { readonly kind: "unknown" };

/**
 * The commit that a pinned image was built from, as pin-image recorded it. Releases committed in the meantime are not
 * in the image, although the pin's own commit comes after them.
 * @param text undefined if there is no such file
 * @throws UnusableKustomization
 */
export function builtFrom(text: string | undefined, path: string, image: string): BuiltFrom {
  const pin = text === undefined ? undefined : new Kustomization(text, path).read(image);
  if (pin === undefined) return { kind: "unpinned" };
  return pin.revision === undefined ? { kind: "unknown" } : { kind: "pinned", revision: pin.revision };
}
