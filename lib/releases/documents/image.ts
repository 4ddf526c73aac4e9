import { TAG_LENGTH } from "./tag.ts";

/** The parts of an image reference: `ghcr.io/acme/my-app`, `v1.2.3`, `sha256:…`. */
export interface ImageReference {
  readonly name: string;
  readonly tag: string | undefined;
  readonly digest: string | undefined;
}

/** Splits a reference without checking it, which is the schema's task. */
export function splitImage(image: string): ImageReference {
  const at = image.indexOf("@");
  const tagged = at < 0 ? image : image.slice(0, at);
  const digest = at < 0 ? undefined : image.slice(at + 1);
  const colon = tagged.indexOf(":", tagged.lastIndexOf("/") + 1);
  return colon < 0
    ? { name: tagged, tag: undefined, digest }
    : { name: tagged.slice(0, colon), tag: tagged.slice(colon + 1), digest };
}

/** Moves the digest of `name:tag@sha256:…`, a form that registries accept, to the field `digest`. */
export function withoutDigest<T extends { readonly image: string; readonly digest?: string | undefined }>(
  release: T,
): T {
  const { name, tag, digest } = splitImage(release.image);
  if (digest === undefined || tag === undefined || release.digest !== undefined) return release;
  return { ...release, image: `${name}:${tag}`, digest };
}

const IMAGE_SCHEMA = /^an image with a tag/;
/**
 * GitHub's own words in the log are a warning of another step: "Skip output … since it may contain secret".
 * https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-syntax#jobsjob_idoutputs
 */
const WHY_EMPTY =
  "look at the expression that fills it; a variable or output that is not set is empty, and GitHub drops outputs of jobs that contain a secret";
const LEGAL_TAG = /^[A-Za-z0-9_][A-Za-z0-9_.-]*$/;

/**
 * What is wrong with an image reference. The schema's "must be an image with a tag" does not help people who believe
 * that they gave one.
 * @returns undefined if `allowed` is not about images, or there is nothing better to say
 */
export function imageFault(allowed: string, value: unknown): string | undefined {
  if (!IMAGE_SCHEMA.test(allowed) || typeof value !== "string") return undefined;
  const several = value.split(/[\s,"'[\]]+/).filter((part) => part !== "");
  if (several.length > 1 && several.every((part) => splitImage(part).tag !== undefined))
    return `it looks like ${several.length} images: give one, with one tag`;
  const { name, tag, digest } = splitImage(value);
  if (value === "") return `it is empty: ${WHY_EMPTY}`;
  if (name === "") return `its name is empty: ${WHY_EMPTY}`;
  if (tag === "") return `its tag is empty: ${WHY_EMPTY}`;
  if (tag === undefined) return missingTag(name);
  if (digest !== undefined)
    return "it contains a digest in addition to the digest field: give the digest once";
  if (tag.length > TAG_LENGTH)
    return `its tag has ${tag.length} characters: at most ${TAG_LENGTH} are allowed`;
  if (!LEGAL_TAG.test(tag)) return illegalTag(tag);
  return nameFault(name) ?? illegalName(name);
}

/** A name whose last part looks like a tag made from a branch name, as in `app:feature/x`. */
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
  `its tag ${JSON.stringify(tag)} is invalid: use letters, digits, _ . and -, and do not start with . or -`;

const illegalName = (name: string): string =>
  `its name ${JSON.stringify(name)} is invalid: use lower-case parts joined by /, such as ghcr.io/acme/my-app`;
