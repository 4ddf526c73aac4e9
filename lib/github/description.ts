/** GitHub's limit for the description of a commit status and of a deployment's status, in code points. */
const LONGEST_DESCRIPTION = 140;

/** A cut that goes further back than this for a space is worse than a word in two. */
const LONGEST_WORD = 30;

/**
 * A description that GitHub takes: on one line, and cut at a word with … where it is too long. No letter or emoji is
 * cut in two.
 */
export function shortDescription(text: string): string {
  const line = text.replaceAll(/[\s\p{Cc}]+/gu, " ").trim();
  if (lengthOf(line) <= LONGEST_DESCRIPTION) return line;
  const room = LONGEST_DESCRIPTION - 1;
  const start = firstLetters(line, room + 1);
  const word = start.slice(0, start.lastIndexOf(" "));
  const cut = start.includes(" ") && lengthOf(word) >= room - LONGEST_WORD ? word : firstLetters(line, room);
  return `${cut.replace(/[\s.,;:–-]+$/u, "")}…`;
}

/** What GitHub counts. */
function lengthOf(text: string): number {
  return [...text].length;
}

/** As many whole letters (what a reader takes for one) as have at most so many code points. */
function firstLetters(text: string, room: number): string {
  let taken = "";
  let length = 0;
  for (const { segment } of new Intl.Segmenter(undefined, { granularity: "grapheme" }).segment(text)) {
    length += lengthOf(segment);
    if (length > room) break;
    taken += segment;
  }
  return taken;
}
