import {
  isMap,
  isScalar,
  isSeq,
  parseDocument,
  YAMLSeq,
  type Document,
  type Scalar,
  type YAMLMap,
} from "yaml";
import type { ImagePin } from "./pinned-image.ts";
import { textScalar, writtenScalar } from "./yaml-text.ts";

/** A kustomization.yaml that cannot be edited. */
export class UnusableKustomization extends Error {
  override readonly name = "UnusableKustomization";
}

/** What the file says of an image now; any of it may be missing. */
export type WrittenPin = {
  readonly [Field in Exclude<keyof ImagePin, "name">]?: ImagePin[Field] | undefined;
};

/**
 * A kustomization.yaml, open for an image to be pinned. Its comments and its other fields stay.
 *
 * The image is an entry of `images`, as `kustomize edit set image` writes it. What built it stands in the
 * kustomization's own annotations, which are rendered nowhere.
 */
export class Kustomization {
  readonly #document: Document;
  readonly #text: string;
  readonly #path: string;

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
    this.#path = path;
  }

  read(name: string): WrittenPin | undefined {
    const entry = this.#entry(name);
    if (entry === undefined) return undefined;
    const field = (key: string): string | undefined => textOf(entry.get(key));
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

  /** @returns the file's new text: where all values are there already, nothing but them changes */
  write(pin: ImagePin): string {
    return this.#withValues(pin) ?? this.#rewritten(pin);
  }

  /** @returns undefined where an entry or an annotation is to come or to go */
  #withValues({ name, ...pin }: ImagePin): string | undefined {
    const entry = this.#entry(name);
    const edits: { readonly node: Scalar; readonly value: string }[] = [];
    for (const [place, value] of placesOf(name, pin)) {
      const node = place.length === 1 ? entry?.get(place[0], true) : this.#document.getIn(place, true);
      if (node === undefined && value === undefined) continue;
      if (value === undefined || !isScalar(node) || !isOneLine(node)) return undefined;
      if (node.value !== value) edits.push({ node, value });
    }
    return edits
      .toSorted((a, b) => (b.node.range?.[0] ?? 0) - (a.node.range?.[0] ?? 0))
      .reduce((text, { node, value }) => {
        const [start, end] = node.range ?? [0, 0];
        return text.slice(0, start) + writtenScalar(textScalar(value, node)) + text.slice(end);
      }, this.#text);
  }

  #rewritten({ name, image, digest, tag, revision, order }: ImagePin): string {
    const entry = this.#entry(name) ?? this.#addEntry(name);
    setOrDelete(entry, "newName", image);
    setOrDelete(entry, "newTag", tag);
    setOrDelete(entry, "digest", digest);
    this.#annotate(name, "order", order === undefined ? undefined : String(order));
    this.#annotate(name, "revision", revision);
    const text = this.#document.toString({ lineWidth: 0, indentSeq: !/^\S[^\n]*:\r?\n- /m.test(this.#text) });
    return this.#text.includes("\r\n") ? text.replaceAll(/\r?\n/g, "\r\n") : text;
  }

  #entry(name: string): YAMLMap | undefined {
    const images = this.#document.get("images");
    if (!isSeq(images)) return undefined;
    const [entry, ...others] = images.items.filter((item) => isMap(item) && item.get("name") === name);
    if (others.length > 0) {
      throw new UnusableKustomization(
        `${this.#path} lists the image ${name} ${others.length + 1} times, and only one of them would change: keep one.`,
      );
    }
    return isMap(entry) ? entry : undefined;
  }

  #addEntry(name: string): YAMLMap {
    const entry = this.#document.createNode({ name: textScalar(name) });
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
    const former = this.#document.getIn(place, true);
    if (value !== undefined) this.#document.setIn(place, withComment(value, former));
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
  else entry.set(key, withComment(value, entry.get(key, true)));
}

/** In the place of another value, whose style and comments stay. */
function withComment(text: string, former: unknown): Scalar {
  if (!isScalar(former)) return textScalar(text);
  const scalar = textScalar(text, former);
  if (typeof former.comment === "string") scalar.comment = former.comment;
  if (typeof former.commentBefore === "string") scalar.commentBefore = former.commentBefore;
  if (former.spaceBefore === true) scalar.spaceBefore = true;
  return scalar;
}

/** Where the values of a pin stand: a field of its entry, or an annotation of the file. */
function placesOf(
  name: string,
  { image, digest, tag, revision, order }: Omit<ImagePin, "name">,
): readonly (readonly [place: readonly string[], value: string | undefined])[] {
  const annotation = (key: Annotation) => ["metadata", "annotations", annotationKey(name, key)];
  return [
    [["newName"], image],
    [["newTag"], tag],
    [["digest"], digest],
    [annotation("order"), order === undefined ? undefined : String(order)],
    [annotation("revision"), revision],
  ];
}

function isOneLine({ type }: Scalar): boolean {
  return type === "PLAIN" || type === "QUOTE_SINGLE" || type === "QUOTE_DOUBLE";
}
