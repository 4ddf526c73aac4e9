import { isMap, isSeq, parseDocument, type Document } from "yaml";
import type { ImagePin } from "./pinned-image.ts";
import { withEntry, withText } from "./yaml-edit.ts";

/** A kustomization.yaml that cannot be edited. */
export class UnusableKustomization extends Error {
  override readonly name = "UnusableKustomization";
}

/** The file's current pin of an image; any field may be missing. */
export type WrittenPin = {
  readonly [Field in Exclude<keyof ImagePin, "name">]?: ImagePin[Field] | undefined;
};

/**
 * A kustomization.yaml to pin an image in. Its comments and other fields stay.
 *
 * The image is an entry of `images`, as `kustomize edit set image` writes it. Where it was built from is recorded in
 * the kustomization's own annotations, which are not rendered.
 */
export class Kustomization {
  readonly #document: Document;
  readonly #text: string;
  readonly #path: string;

  /**
   * @param path for messages
   * @throws UnusableKustomization if it is not a kustomization
   */
  constructor(text: string, path: string) {
    const document = parseDocument(text);
    const [error] = document.errors;
    if (error !== undefined) throw new UnusableKustomization(`${path} is not YAML: ${error.message}`);
    const kind = isMap(document.contents) ? document.get("kind") : undefined;
    if (kind !== "Kustomization" && kind !== "Component") {
      throw new UnusableKustomization(
        `${path} is not a kustomization: its kind is ${kind === undefined ? "missing" : JSON.stringify(kind)}, but ` +
          "must be Kustomization or Component.",
      );
    }
    const images = document.get("images");
    if (images !== undefined && images !== null && !isSeq(images)) {
      throw new UnusableKustomization(
        `${path}: images is not a list. Write it as kustomize edit set image does.`,
      );
    }
    this.#document = document;
    this.#text = text;
    this.#path = path;
  }

  read(name: string): WrittenPin | undefined {
    const index = this.#indexOf(name);
    if (index === undefined) return undefined;
    const field = (key: string): string | undefined => textOf(this.#document.getIn(["images", index, key]));
    const annotation = (key: Annotation): string | undefined =>
      textOf(this.#document.getIn(["metadata", "annotations", annotationKey(name, key)]));
    const order = annotation("order");
    return {
      image: field("newName"),
      digest: field("digest"),
      tag: field("newTag"),
      revision: annotation("revision"),
      order: order !== undefined && /^\d+$/.test(order) ? Number(order) : undefined,
    };
  }

  /**
   * @returns the file's new text: but for these values, nothing changes
   * @throws UnusableKustomization where a value is written so that nothing can change it alone
   */
  write({ name, ...pin }: ImagePin): string {
    const index = this.#indexOf(name);
    const places = placesOf(name, pin, index);
    const fields = places.flatMap(([path, value]) =>
      isField(path) && value !== undefined ? [[path[2], value] as const] : [],
    );
    let text: string | undefined = this.#text;
    if (index === undefined) text = withEntry(text, "images", [["name", name], ...fields]);
    for (const [path, value] of places) {
      const isThere = index === undefined && isField(path);
      if (text !== undefined && !isThere) text = withText(text, path, value);
    }
    const written = text === undefined ? undefined : new Kustomization(text, this.#path).read(name);
    if (
      text === undefined ||
      written === undefined ||
      !FIELDS.every((field) => written[field] === pin[field])
    ) {
      throw new UnusableKustomization(
        `${this.#path} writes what pins ${name} in a way that cannot be changed alone, such as with an anchor: write each value out on its own line.`,
      );
    }
    return text;
  }

  #indexOf(name: string): number | undefined {
    const images = this.#document.get("images");
    if (!isSeq(images)) return undefined;
    const found = images.items.flatMap((item, index) =>
      isMap(item) && item.get("name") === name ? [index] : [],
    );
    if (found.length > 1) {
      throw new UnusableKustomization(
        `${this.#path} lists the image ${name} ${found.length} times, but only one of them would change: keep one.`,
      );
    }
    return found[0];
  }
}

const FIELDS = ["image", "digest", "tag", "revision", "order"] as const;

type Annotation = "order" | "revision";

function annotationKey(name: string, key: Annotation): string {
  return `${name}.pin-image/${key}`;
}

function textOf(value: unknown): string | undefined {
  return typeof value === "string" || typeof value === "number" ? String(value) : undefined;
}

type Field = readonly ["images", number, string];
type Place = readonly [path: Field | readonly ["metadata", "annotations", string], value: string | undefined];

/** Where the values of a pin are: fields of its entry, and annotations of the file. */
function placesOf(
  name: string,
  { image, digest, tag, revision, order }: Omit<ImagePin, "name">,
  index = 0,
): readonly Place[] {
  return [
    [["images", index, "newName"], image],
    [["images", index, "newTag"], tag],
    [["images", index, "digest"], digest],
    [
      ["metadata", "annotations", annotationKey(name, "order")],
      order === undefined ? undefined : String(order),
    ],
    [["metadata", "annotations", annotationKey(name, "revision")], revision],
  ];
}

function isField(path: Place[0]): path is Field {
  return path[0] === "images";
}
