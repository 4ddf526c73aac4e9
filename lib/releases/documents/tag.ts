/**
 * A tag's maximum length.
 * @see https://github.com/distribution/reference/blob/main/reference.go
 */
export const TAG_LENGTH = 128;

/** As long as git and docker/metadata-action abbreviate. */
const SHORT_SHA = 7;

/** A commit's id as tags and people have it: `1a2b3c4`. */
export function shortSha(sha: string): string {
  return sha.slice(0, SHORT_SHA);
}

/** A tag made from a branch name and other parts. */
export interface BranchTag {
  readonly tag: string;
  /** The part that stands for the branch. */
  readonly branch: string;
  readonly isShortened: boolean;
}

/**
 * Makes a tag that may contain a branch name. The name is made valid (`feature/x` becomes `feature-x`) and, only if the
 * tag would be too long, cut at its end; every other part, such as a commit id, stays whole.
 * @param makeTag makes the tag from the name it is given
 * @returns a tag that is still too long if cutting the name is not enough
 */
export function tagForBranch(name: string, makeTag: (branch: string) => string): BranchTag {
  const branch = legalInTag(name);
  const tag = makeTag(branch);
  const excess = tag.length - TAG_LENGTH;
  const places = makeTag("xx").length - makeTag("x").length;
  const length = branch.length - Math.ceil(excess / places);
  if (excess <= 0 || places === 0 || length < 1) return { tag, branch, isShortened: false };
  const short = branch.slice(0, length);
  return { tag: makeTag(short), branch: short, isShortened: true };
}

/** Tags consist of [A-Za-z0-9_.-] and do not start with a dot or dash. */
export function legalInTag(name: string): string {
  return name.replaceAll(/[^A-Za-z0-9_.-]+/g, "-").replace(/^[.-]+/, "");
}
