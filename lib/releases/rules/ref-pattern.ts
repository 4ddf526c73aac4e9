import { minimatch } from "minimatch";

/**
 * Whether a full ref matches a pattern. `main` and `release/*` match branches; `refs/tags/v*` matches tags. `*` stops
 * at a slash, `**` between slashes does not. A ref that git rejects matches nothing: the matcher folds `a//b` and
 * `a/../b`, which no push can create.
 */
export function matchesRef(ref: string, pattern: string): boolean {
  return isLegalRef(ref) && minimatch(ref, fullPattern(pattern), PLAIN);
}

/** @param pattern `main` means the branch */
function fullPattern(pattern: string): string {
  return pattern.startsWith("refs/") ? pattern : `refs/heads/${pattern}`;
}

/** Only stars, question marks and `[a-z]`: `!`, `#`, braces and `+(…)` are valid in refs and have no meaning here. */
export const PLAIN = {
  dot: true,
  nobrace: true,
  nocomment: true,
  noext: true,
  nonegate: true,
  // No folding of `a//b` and `a/../b`: a pattern that no ref can match matches none.
  optimizationLevel: 0,
  preserveMultipleSlashes: true,
};

/**
 * Whether git accepts the text as a full ref.
 * @see https://git-scm.com/docs/git-check-ref-format
 */
export function isLegalRef(ref: string): boolean {
  const parts = ref.split("/");
  return (
    parts.length > 1 &&
    parts.every((part) => part !== "" && !part.startsWith(".") && !part.endsWith(".lock")) &&
    !ref.endsWith(".") &&
    !ILLEGAL.test(ref)
  );
}

// oxlint-disable-next-line no-control-regex -- git rejects these
const ILLEGAL = /\.\.|@\{|[\u0000-\u0020\u007F~^:?*[\\]/;

/** The namespaces of branches, tags and pull requests on GitHub: every build's ref begins with one of them. */
const NAMESPACES = new Set(["heads", "tags", "pull"]);

/**
 * Whether no build's ref can match a pattern, as far as that can be decided: git rejects every such ref, or it begins
 * as no build's ref does (`refs/head/main`).
 */
export function matchesNothing(pattern: string): boolean {
  return matchesNoRef(fullPattern(pattern));
}

/**
 * The same of the ref in a workflow's name, which is always a full one (`refs/heads/main`), or the commit that a called
 * workflow was named by.
 */
export function matchesNoWorkflowRef(pattern: string): boolean {
  if (pattern.startsWith("refs/")) return matchesNoRef(pattern);
  const [first = "", ...rest] = pattern.split("/");
  const isOpen = /[*?[]/.test(first);
  if (rest.length > 0) return !isOpen;
  return isOpen ? !/^[0-9a-f*?[\]!^-]+$/.test(first) : !/^[0-9a-f]{40}$/.test(first);
}

/** What a pattern has in addition to plain text: an escaped character, stars, a question mark, or `[a-z]`, where a first `]` is text. */
const TOKEN = /\\([^/])|\*+|\?|\[[!^]?(?:\](?:\\[^/]|[^\]\\/])*|(?:\\[^/]|[^\]\\/])+)\]/g;

function matchesNoRef(full: string): boolean {
  // With the least that each wildcard stands for, and what an escape means.
  const sample = full.replaceAll(TOKEN, (_token, escaped: string | undefined) => escaped ?? "a");
  const [, namespace = "", ...rest] = full.split("/");
  const isNoBuilds = !NAMESPACES.has(namespace) || rest.length === 0;
  return !isLegalRef(sample) || (/^[\w-]*$/.test(namespace) && isNoBuilds);
}
