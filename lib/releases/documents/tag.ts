/**
 * A tag has at most 128 characters.
 * @see https://github.com/distribution/reference/blob/main/reference.go
 */
export const TAG_LENGTH = 128;

/** As long as git and docker/metadata-action abbreviate. */
const SHORT_SHA = 7;

/** A commit's id as tags and people have it: `1a2b3c4`. */
export function shortSha(sha: string): string {
  return sha.slice(0, SHORT_SHA);
}

/** A tag made of a branch's name and other parts. */
export interface BranchTag {
  readonly tag: string;
  /** What stands in it for the branch. */
  readonly branch: string;
  readonly isShortened: boolean;
}

/**
 * Makes a tag that may hold a branch's name. The name is made legal for a tag (`feature/x` becomes `feature-x`), and only
 * where the tag would be too long, the end of the name is left out; every other part, such as a commit's id, stays whole.
 * @param makeTag makes the tag of the name that it is given
 * @returns a tag that is still too long where the name alone cannot make up for it
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

/** A tag's letters are [A-Za-z0-9_.-], and the first is neither dot nor dash. */
export function legalInTag(name: string): string {
  return name.replaceAll(/[^A-Za-z0-9_.-]+/g, "-").replace(/^[.-]+/, "");
}
