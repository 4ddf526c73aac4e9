/** Each more makes the time to compare a pattern with a name grow by the name's length once more. */
const MOST_STARS = 3;

/**
 * What is wrong with a pattern of paths that anybody may write: `*`, `**`, `?` and `[a-z]` have a meaning.
 * @returns words that follow "is k8s/{a,b}.yaml, but "; undefined where nothing is
 */
export function patternFault(pattern: string): string | undefined {
  if (/[{}()]/.test(pattern)) return "braces and parentheses mean nothing here: write one pattern for each";
  const isStarry = pattern.split("/").some((segment) => (segment.match(/\*+/g) ?? []).length > MOST_STARS);
  return isStarry
    ? `a part between two slashes has at most ${MOST_STARS} stars: write more of its name`
    : undefined;
}
