/** What to check out: a ref, a commit, or the commit that a ref stood at. */
export interface Target {
  /** `refs/heads/main`, `refs/tags/v1`, `v1`, or empty. */
  readonly ref: string;
  /** 40 hex, or empty. */
  readonly commit: string;
}

/** What git has to fetch for it. */
export function refspecsOf({ ref, commit }: Target): readonly string[] {
  if (commit !== "") {
    const branch = /^refs\/heads\/(.*)$/.exec(ref)?.[1];
    if (branch !== undefined) return [`+${commit}:refs/remotes/origin/${branch}`];
    const pull = /^refs\/pull\/(.*)$/.exec(ref)?.[1];
    if (pull !== undefined) return [`+${commit}:refs/remotes/pull/${pull}`];
    if (ref.startsWith("refs/tags/")) return [`+${commit}:${ref}`];
    return [commit];
  }
  const branch = /^refs\/heads\/(.*)$/.exec(ref)?.[1];
  if (branch !== undefined) return [`+${ref}:refs/remotes/origin/${branch}`];
  if (ref.startsWith("refs/tags/")) return [`+${ref}:${ref}`];
  if (ref.startsWith("refs/")) return [`+${ref}:${ref.replace(/^refs\//, "refs/remotes/")}`];
  return [`+refs/heads/${ref}*:refs/remotes/origin/${ref}*`, `+refs/tags/${ref}*:refs/tags/${ref}*`];
}

/** All history of all branches and tags. */
export const everything: readonly string[] = [
  "+refs/heads/*:refs/remotes/origin/*",
  "+refs/tags/*:refs/tags/*",
];

/** Arguments of `git checkout`. */
export function checkoutArguments(
  { ref, commit }: Target,
  exists: { readonly branch: boolean; readonly tag: boolean },
): readonly string[] {
  const branch = /^refs\/heads\/(.*)$/.exec(ref)?.[1];
  if (branch !== undefined) return ["-B", branch, `refs/remotes/origin/${branch}`];
  if (ref.startsWith("refs/pull/")) return [ref.replace(/^refs\//, "refs/remotes/")];
  if (ref.startsWith("refs/tags/")) return [ref];
  if (ref === "" || ref.startsWith("refs/")) return [commit === "" ? ref : commit];
  if (exists.branch) return ["-B", ref, `refs/remotes/origin/${ref}`];
  if (exists.tag) return [`refs/tags/${ref}`];
  throw new Error(`A branch or tag with the name '${ref}' could not be found`);
}
