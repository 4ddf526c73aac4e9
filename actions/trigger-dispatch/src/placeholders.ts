import { splitImage } from "../../../lib/releases/documents/image.ts";
import { repositoryKey } from "../../../lib/releases/documents/repository-name.ts";
import { legalInTag, shortSha, TAG_LENGTH, tagForBranch } from "../../../lib/releases/documents/tag.ts";
import { InputError } from "../../../lib/runner/input-error.ts";
import type { Build } from "./build.ts";

/** An image whose placeholders are filled. */
export interface FilledImage {
  readonly image: string;
  /** Says what the tag leaves out; absent where it leaves out nothing. */
  readonly shortened?: string;
}

/**
 * Fills the placeholders of the input `image`. Where the tag would be too long, the branch in it is shortened.
 * @throws InputError for a placeholder that is unknown or has no value in this build
 */
export function fillImage(template: string, build: Build): FilledImage {
  const image = fillPlaceholders("image", template, build);
  const { name, tag } = splitImage(template);
  if (tag === undefined) return { image };
  const { refName } = build;
  const made = tagForBranch(refName, (part) => fill({ input: "image", template: tag }, build, part));
  if (!made.isShortened) return { image };
  const digest = template.slice(`${name}:${tag}`.length);
  const short = `${fillPlaceholders("image", name, build)}:${made.tag}${digest}`;
  return {
    image: short,
    shortened: `${refName} has ${refName.length} characters, too many for a tag of ${TAG_LENGTH}: its first ${made.branch.length} stand in the tag. Push the image under that name: ${short}`,
  };
}

/**
 * Fills the placeholders of an input, the branch made legal for a tag.
 * @throws InputError for a placeholder that is unknown or has no value in this build
 */
export function fillPlaceholders(input: string, template: string, build: Build): string {
  return fill({ input, template }, build, legalInTag(build.refName));
}

/** @param refName what stands for the branch or the git tag */
function fill(
  { input, template }: { readonly input: string; readonly template: string },
  { source, branch }: Build,
  refName: string,
): string {
  const repository = repositoryKey(source.repository);
  const values = new Map<string, string>([
    ["sha", source.sha],
    ["short-sha", shortSha(source.sha)],
    ["ref-name", refName],
    ["branch", branch === undefined ? "" : refName],
    ["repository", repository],
    ["repository-name", repository.slice(repository.indexOf("/") + 1)],
  ]);
  return template.replaceAll(/\{([^{}]*)\}/g, (placeholder, name: string) => {
    const value = values.get(name);
    if (value === undefined) {
      const known = [...values.keys()].map((key) => `{${key}}`).join(", ");
      throw new InputError(input, template, `${placeholder} is not known; ${known} are.`);
    }
    if (value === "") {
      throw new InputError(
        input,
        template,
        `${placeholder} has no value for ${source.ref}: use {ref-name} or {sha}.`,
      );
    }
    return value;
  });
}
