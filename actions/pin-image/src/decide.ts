import { Kustomization, type WrittenPin } from "../../../lib/manifests/kustomization.ts";
import { imageText, type ImagePin } from "../../../lib/manifests/pinned-image.ts";

/** The outcome of a pin. `after` is the file's new text. */
export type PinDecision =
  | { readonly outcome: "pinned"; readonly before: string; readonly after: string }
  | { readonly outcome: "unchanged" | "superseded"; readonly reason: string };

/**
 * The newest build wins, by `order`: a slow, older build does not replace a newer one. A pin of another image, or one
 * without an order, made by hand, is always replaced.
 * @throws UnusableKustomization
 */
export function decidePin(text: string, pin: ImagePin, path: string): PinDecision {
  const file = new Kustomization(text, path);
  const written = file.read(pin.name);
  if (written?.image === pin.image && isNewer(written, pin)) {
    return {
      outcome: "superseded",
      reason:
        `${path} pins a newer build: order ${written.order}${written.revision === undefined ? "" : `, commit ${written.revision}`}. ` +
        `To go back on purpose, pin without an order.`,
    };
  }
  if (written !== undefined && says(written, pin)) {
    return { outcome: "unchanged", reason: `${path} already says so.` };
  }
  return { outcome: "pinned", before: writtenText(written), after: file.write(pin) };
}

function isNewer({ order }: WrittenPin, pin: ImagePin): boolean {
  return order !== undefined && pin.order !== undefined && order > pin.order;
}

function says(written: WrittenPin, pin: ImagePin): boolean {
  const fields = ["image", "digest", "tag", "revision", "order"] as const;
  return fields.every((field) => written[field] === pin[field]);
}

function writtenText(written: WrittenPin | undefined): string {
  const { image, digest, tag } = written ?? {};
  return image === undefined || digest === undefined ? "(nothing)" : imageText({ image, digest, tag });
}
