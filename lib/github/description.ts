/** GitHub's limit for the descriptions of commit statuses and deployment statuses. */
const LONGEST = 140;
const ELLIPSIS = "…";

const characters = new Intl.Segmenter("en", { granularity: "grapheme" });

/**
 * Makes a description that GitHub accepts: one line of at most 140 characters, cut after a word. Characters above
 * U+FFFF, most emoji among them, are dropped, because GitHub rejects them ("description doesn't accept 4-byte
 * Unicode"); without them, all ways of counting characters agree.
 * @see https://github.com/ouzi-dev/commit-status-updater/issues/526
 */
export function shortDescription(text: string): string {
  const line = characterList(text)
    .filter((character) => !/[\u{10000}-\u{10FFFF}]/u.test(character))
    .join("")
    .replaceAll(/[\s\p{Cc}]+/gu, " ")
    .trim();
  return line.length <= LONGEST ? line : cutAfterWord(line);
}

function cutAfterWord(line: string): string {
  const room = LONGEST - ELLIPSIS.length;
  let cut = "";
  for (const character of characterList(line)) {
    if (cut.length + character.length > room) break;
    cut += character;
  }
  const space = line.lastIndexOf(" ", cut.length);
  // A single word that is too long is cut.
  return `${space > room / 2 ? line.slice(0, space) : cut.trimEnd()}${ELLIPSIS}`;
}

/** Characters as people see them: an accent stays with its letter. */
function characterList(text: string): readonly string[] {
  return [...characters.segment(text)].map(({ segment }) => segment);
}
