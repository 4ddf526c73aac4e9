/** GitHub's limit for descriptions of statuses, commits' and deployments'. */
const LONGEST = 140;
const ELLIPSIS = "…";

const characters = new Intl.Segmenter("en", { granularity: "grapheme" });

/**
 * A description that GitHub takes: one line of at most 140 characters, cut after a word. What lies above U+FFFF, most
 * emoji, is left out whole, for GitHub refuses it ("description doesn't accept 4-byte Unicode"); without it, all ways
 * to count characters agree.
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
  // A word that alone is too long is cut within.
  return `${space > room / 2 ? line.slice(0, space) : cut.trimEnd()}${ELLIPSIS}`;
}

/** As people see them: an accent stays with its letter. */
function characterList(text: string): readonly string[] {
  return [...characters.segment(text)].map(({ segment }) => segment);
}
