import { splitImage } from "../../../lib/releases/documents/image.ts";
import { didYouMean } from "../../../lib/releases/documents/nearest.ts";
import { repositoryKey } from "../../../lib/releases/documents/repository-name.ts";
import { legalInTag, shortSha, TAG_LENGTH, tagForBranch } from "../../../lib/releases/documents/tag.ts";
import { InputError } from "../../../lib/runner/input-error.ts";
import type { SourceBuild } from "./build.ts";

/** An image with its placeholders filled in. */
export interface FilledImage {
  readonly image: string;
  /** A warning about a shortened tag. */
  readonly shortened?: string;
}

/**
 * Fills in the placeholders of the input `image`, and shortens the branch in a tag that would be too long.
 * @throws InputError for a placeholder that is unknown or has no value in this build
 */
export function fillImage(template: string, build: SourceBuild): FilledImage {
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
    shortened: `${refName} (${refName.length} characters) is too long for a tag of at most ${TAG_LENGTH}, so the tag contains its first ${made.branch.length}. Push the image as ${short}`,
  };
}

/**
 * Fills in the placeholders of an input, with the branch made valid for a tag.
 * @throws InputError for a placeholder that is unknown or has no value in this build
 */
export function fillPlaceholders(input: string, template: string, build: SourceBuild): string {
  return fill({ input, template }, build, legalInTag(build.refName));
}

/** @param refName the value for the branch or git tag */
function fill(
  { input, template }: { readonly input: string; readonly template: string },
  { source, branch }: SourceBuild,
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
      const known = [...values.keys()].map((key) => `{${key}}`);
      const guess = didYouMean(placeholder, known);
      throw new InputError(
        input,
        template,
        `there is no placeholder ${placeholder}${guess}: use one of ${known.join(", ")}.`,
      );
    }
    if (value === "") {
      throw new InputError(
        input,
        template,
        `${placeholder} has no value for ${source.ref}: use ${refName === "" ? "{short-sha}" : "{ref-name}"} or {sha}.`,
      );
    }
    return value;
  });
}
