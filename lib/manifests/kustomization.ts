import { type Document, isMap, isSeq, parseDocument, type YAMLMap, YAMLSeq } from "yaml";
import type { ImagePin } from "./pinned-image.ts";

/** A kustomization.yaml that cannot be edited. */
export class UnusableKustomization extends Error {
  override readonly name = "UnusableKustomization";
}

/** What the file says of an image now; any of it may be missing. */
export type WrittenPin = Partial<Omit<ImagePin, "name">>;

/**
 * A kustomization.yaml, open for an image to be pinned. Its comments and its other fields stay.
 *
 * The image is an entry of `images`, as `kustomize edit set image` writes it. What built it stands in the
 * kustomization's own annotations, which are rendered nowhere.
 */
export class Kustomization {
  readonly #document: Document;
  readonly #text: string;

  /**
   * @param path for messages
   * @throws UnusableKustomization when it is no kustomization
   */
  constructor(text: string, path: string) {
    const document = parseDocument(text);
    const [error] = document.errors;
    if (error !== undefined) throw new UnusableKustomization(`${path} is not YAML: ${error.message}`);
    const kind = isMap(document.contents) ? document.get("kind") : undefined;
    if (kind !== "Kustomization" && kind !== "Component") {
      throw new UnusableKustomization(
        `${path} is no kustomization: its kind is ${kind === undefined ? "missing" : JSON.stringify(kind)}, and ` +
          "Kustomization or Component is allowed.",
      );
    }
    const images = document.get("images");
    if (images !== undefined && images !== null && !isSeq(images)) {
      throw new UnusableKustomization(`${path}: images is no list.`);
    }
    this.#document = document;
    this.#text = text;
  }

  read(name: string): WrittenPin | undefined {
    const entry = this.#entry(name);
    if (entry === undefined) return undefined;
    const field = (key: string): string | undefined => textOf(entry.get(key));
    const annotation = (key: Annotation): string | undefined =>
      textOf(this.#document.getIn(["metadata", "annotations", annotationKey(name, key)]));
    const order = annotation("order");
    return definedOnly({
      image: field("newName"),
      digest: field("digest"),
      tag: field("newTag"),
      revision: annotation("revision"),
      order: order !== undefined && /^\d+$/.test(order) ? Number(order) : undefined,
    });
  }

  /** @returns the file's new text */
  write({ name, image, digest, tag, revision, order }: ImagePin): string {
    const entry = this.#entry(name) ?? this.#addEntry(name);
    setOrDelete(entry, "newName", image);
    setOrDelete(entry, "newTag", tag);
    setOrDelete(entry, "digest", digest);
    this.#annotate(name, "order", order === undefined ? undefined : String(order));
    this.#annotate(name, "revision", revision);
    return this.#document.toString({ lineWidth: 0, indentSeq: !/^\S[^\n]*:\n- /m.test(this.#text) });
  }

  #entry(name: string): YAMLMap | undefined {
    const images = this.#document.get("images");
    if (!isSeq(images)) return undefined;
    return images.items.filter((item) => isMap(item)).find((item) => item.get("name") === name);
  }

  #addEntry(name: string): YAMLMap {
    const entry = this.#document.createNode({ name });
    const images = this.#document.get("images");
    if (isSeq(images)) {
      // An empty list is written as [].
      images.flow = false;
      images.add(entry);
    } else {
      const list = new YAMLSeq();
      list.add(entry);
      this.#document.set("images", list);
    }
    return entry;
  }

  #annotate(name: string, key: Annotation, value: string | undefined): void {
    const place = ["metadata", "annotations", annotationKey(name, key)];
    if (value !== undefined) this.#document.setIn(place, value);
    else if (this.#document.hasIn(place)) this.#document.deleteIn(place);
  }
}

type Annotation = "order" | "revision";

function annotationKey(name: string, key: Annotation): string {
  return `${name}.pin-image/${key}`;
}

function textOf(value: unknown): string | undefined {
  return typeof value === "string" || typeof value === "number" ? String(value) : undefined;
}

function setOrDelete(entry: YAMLMap, key: string, value: string | undefined): void {
  if (value === undefined) entry.delete(key);
  else entry.set(key, value);
}

function definedOnly<T extends object>(fields: { [K in keyof T]: T[K] | undefined }): Partial<T> {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as Partial<T>;
}
