import { splitImage } from "../../releases/documents/image.ts";
import { isRecord } from "../narrow.ts";
import type { ApiObject } from "./api-object.ts";

/** What was built, by what it is. */
export interface DigestedImage {
  /** With its tag: `ghcr.io/acme/my-app:main-1a2b3c4`. */
  readonly image: string;
  /** `sha256:` and 64 hex. */
  readonly digest: string;
}

/** Objects in which an image was put, and in how many places. */
export interface WithImage {
  readonly objects: readonly ApiObject[];
  readonly places: number;
}

/** Lists of containers, wherever in a kind they are. */
const CONTAINERS = new Set(["containers", "initContainers"]);

/**
 * Puts what was built into every container that runs this image, whatever its tag: by its digest, so that what runs is what
 * was built, with the tag beside it for people.
 */
export function withImage(objects: readonly ApiObject[], { image, digest }: DigestedImage): WithImage {
  const { name } = splitImage(image);
  let places = 0;
  const edit = (value: unknown, key: string): unknown => {
    if (Array.isArray(value)) {
      const items: readonly unknown[] = value;
      return items.map((item) => (CONTAINERS.has(key) ? inContainer(item) : edit(item, "")));
    }
    if (!isRecord(value)) return value;
    return Object.fromEntries(Object.entries(value).map(([field, inner]) => [field, edit(inner, field)]));
  };
  const inContainer = (container: unknown): unknown => {
    if (!isRecord(container)) return container;
    const { image: current } = container;
    if (typeof current !== "string" || splitImage(current).name !== name) return container;
    places += 1;
    return { ...container, image: `${image}@${digest}` };
  };
  // Metadata holds no containers, and an annotation may look like one.
  const edited = objects.map((object) => ({
    ...object,
    ...Object.fromEntries(
      Object.entries(object)
        .filter(([field]) => field !== "metadata")
        .map(([field, value]) => [field, edit(value, field)]),
    ),
  }));
  return { objects: edited, places };
}

/** The images of all containers of objects, each once. */
export function imagesIn(objects: readonly ApiObject[]): readonly string[] {
  const images = new Set<string>();
  const look = (value: unknown, key: string): void => {
    if (Array.isArray(value)) {
      for (const item of value) look(item, CONTAINERS.has(key) ? CONTAINER : "");
      return;
    }
    if (!isRecord(value)) return;
    const { image } = value;
    if (key === CONTAINER && typeof image === "string") images.add(image);
    for (const [field, inner] of Object.entries(value)) look(inner, field);
  };
  // Metadata holds no containers, and an annotation may look like one.
  for (const object of objects)
    for (const [field, value] of Object.entries(object)) if (field !== "metadata") look(value, field);
  return [...images];
}

/** No field is called so. */
const CONTAINER = "a container";
