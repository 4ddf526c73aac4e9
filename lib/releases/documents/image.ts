import { TAG_LENGTH } from "./tag.ts";

/** An image reference in its parts: `ghcr.io/acme/my-app`, `v1.2.3`, `sha256:…`. */
export interface ImageReference {
  readonly name: string;
  readonly tag: string | undefined;
  readonly digest: string | undefined;
}

/** Splits a reference; says nothing about whether it is legal (the schema does). */
export function splitImage(image: string): ImageReference {
  const at = image.indexOf("@");
  const tagged = at < 0 ? image : image.slice(0, at);
  const digest = at < 0 ? undefined : image.slice(at + 1);
  const colon = tagged.indexOf(":", tagged.lastIndexOf("/") + 1);
  return colon < 0
    ? { name: tagged, tag: undefined, digest }
    : { name: tagged.slice(0, colon), tag: tagged.slice(colon + 1), digest };
}

/** Registries take `name:tag@sha256:…`; here the digest has a field of its own. */
export function withoutDigest<T extends { readonly image: string; readonly digest?: string | undefined }>(
  release: T,
): T {
  const { name, tag, digest } = splitImage(release.image);
  if (digest === undefined || tag === undefined || release.digest !== undefined) return release;
  return { ...release, image: `${name}:${tag}`, digest };
}

const IMAGE_SCHEMA = /^an image with a tag/;
const LEGAL_TAG = /^[A-Za-z0-9_][A-Za-z0-9_.-]*$/;

/**
 * Why an image reference is refused, in its own words: "must be an image with a tag" helps nobody who
 * believes that he gave one.
 * @returns undefined when `allowed` does not speak of images or nothing better can be said
 */
export function imageFault(allowed: string, value: unknown): string | undefined {
  if (!IMAGE_SCHEMA.test(allowed) || typeof value !== "string") return undefined;
  const { name, tag, digest } = splitImage(value);
  if (tag === undefined) return missingTag(name);
  if (digest !== undefined) return "it holds a digest besides the digest field: give the digest once";
  if (tag.length > TAG_LENGTH)
    return `its tag has ${tag.length} characters: at most ${TAG_LENGTH} are allowed`;
  if (!LEGAL_TAG.test(tag)) return illegalTag(tag);
  return nameFault(name) ?? illegalName(name);
}

/** What looks like a part of the name is a tag that was made of a branch's name, as in `app:feature/x`. */
const SLASHED_TAG = /^(?:[^/:]+(?::\d{1,5})?\/)?[^:]*:(?!\d{1,5}\/)([^:]*\/[^:]*)$/;

function missingTag(name: string): string {
  const [, slashed] = SLASHED_TAG.exec(name) ?? [];
  if (slashed !== undefined) return illegalTag(slashed);
  const fault = nameFault(name);
  if (fault !== undefined) return `it has no tag, and ${fault}`;
  return `it has no tag: write ${name === "" ? "name" : name}:<tag>`;
}

function nameFault(name: string): string | undefined {
  const path = name.slice(name.indexOf("/") + 1);
  if (/[^A-Za-z0-9._/-]/.test(path)) return illegalName(name);
  return /[A-Z]/.test(path) ? `its name must be lower case: ${name.toLowerCase()}` : undefined;
}

const illegalTag = (tag: string): string =>
  `its tag ${JSON.stringify(tag)} is illegal: letters, digits, _ . - are allowed, the first no . or -`;

const illegalName = (name: string): string =>
  `its name ${JSON.stringify(name)} is illegal: lower-case parts joined by / are allowed, such as ghcr.io/acme/my-app`;
