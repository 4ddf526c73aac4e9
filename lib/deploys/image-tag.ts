import { splitImage } from "../releases/documents/image.ts";
import { didYouMean } from "../releases/documents/nearest.ts";
import { shortSha, tagForBranch } from "../releases/documents/tag.ts";

/** What a build was made from. */
export interface BuiltFrom {
  /** The branch's name: `feature/x`. */
  readonly branch: string;
  /** Full commit id, 40 hex. */
  readonly sha: string;
}

/** The tag where a config names none: `<branch>-<short sha>`. */
export const USUAL_TAG = "{branch}-{short-sha}";

/** What an image's template may hold. */
export const PLACEHOLDERS = ["{branch}", "{short-sha}", "{sha}"] as const;

/**
 * The image that a build of a commit has pushed: `ghcr.io/acme/my-app:{branch}-{short-sha}`, filled in. A branch whose
 * name is too long for a tag is shortened just as trigger-dispatch shortens it; a commit's id never is.
 * @param template one that `templateFault` finds nothing wrong with
 */
export function imageOf(template: string, { branch, sha }: BuiltFrom): string {
  const { name, tag = USUAL_TAG } = splitImage(template);
  const made = tagForBranch(branch, (part) =>
    tag.replaceAll("{branch}", part).replaceAll("{short-sha}", shortSha(sha)).replaceAll("{sha}", sha),
  );
  return `${name}:${made.tag}`;
}

/**
 * The commit that a tag names by its template, which is `imageOf` the other way round.
 * @returns whole, or its first digits; undefined for a tag that no build has made
 */
export function commitInTag(template: string, tag: string): string | undefined {
  const { tag: made = USUAL_TAG } = splitImage(template);
  const parts = made.split(/(\{[^{}]*\})/).map((part) => IN_TAGS[part] ?? literally(part));
  return new RegExp(`^${parts.join("")}$`).exec(tag)?.[1];
}

const IN_TAGS: Readonly<Record<string, string>> = {
  "{branch}": "[A-Za-z0-9_.-]+",
  "{short-sha}": "([0-9a-f]{7})",
  "{sha}": "([0-9a-f]{40})",
};

function literally(text: string): string {
  return text.replaceAll(/[^A-Za-z0-9_]/g, String.raw`\$&`);
}

/** Why a template cannot say which image a commit has; undefined when it can. */
export function templateFault(template: string): string | undefined {
  const { name, tag = USUAL_TAG } = splitImage(template);
  const unknown = (template.match(/\{[^{}]*\}/g) ?? []).find(
    (part) => !PLACEHOLDERS.some((known) => known === part),
  );
  if (unknown !== undefined)
    return `${unknown} is not known${didYouMean(unknown, PLACEHOLDERS)}; ${PLACEHOLDERS.join(", ")} are`;
  if (/[{}]/.test(name))
    return "the name before the tag must be the same for every commit: placeholders belong into the tag";
  if (!/\{(?:short-)?sha\}/.test(tag)) {
    return "its tag must hold {short-sha} or {sha}: without it, two commits share one tag, and nobody could say which of them runs";
  }
  return undefined;
}

/** The label in which a build notes its commit. @see https://specs.opencontainers.org/image-spec/annotations/ */
export const REVISION_LABEL = "org.opencontainers.image.revision";

/**
 * Why an image is not the one of a commit. Seven digits of a commit's id, and `feature/x` beside `feature-x`, can lead
 * two builds to one tag: where the image has the label, it must be the full commit.
 * @param label what the image's `org.opencontainers.image.revision` says, where it has one
 */
export function revisionFault(image: string, label: string | undefined, sha: string): string | undefined {
  if (label === undefined || label === sha) return undefined;
  return `${image} was built from ${label}, not from ${sha}: two builds share this tag, and the other one pushed last. Build ${shortSha(sha)} again, or put {sha} into the image's template`;
}
