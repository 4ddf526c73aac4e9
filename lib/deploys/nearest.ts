import { distance } from "fastest-levenshtein";

/**
 * The known name that somebody has probably meant: a third of the letters may differ. Capitals do not count.
 * @returns undefined where no name is near, or the name itself is known
 */
export function nearest(name: string, known: readonly string[]): string | undefined {
  if (known.includes(name)) return undefined;
  const allowed = Math.max(1, Math.floor(name.length / 3));
  const ranked = known
    .map((candidate) => ({ candidate, far: distance(name.toLowerCase(), candidate.toLowerCase()) }))
    .filter(({ far }) => far <= allowed)
    // By code unit where two are as near: everybody gets the same answer.
    .toSorted((a, b) => a.far - b.far || (a.candidate < b.candidate ? -1 : 1));
  return ranked[0]?.candidate;
}

const LISTED = 8;

/** `there is no channel prd; did you mean prod? Known are dev, prod and qa` */
export function unknownName(kind: string, name: string, known: readonly string[]): string {
  const meant = nearest(name, known);
  const guess = meant === undefined ? "" : `; did you mean ${meant}?`;
  const list = known.toSorted().slice(0, LISTED).join(", ");
  const more = known.length > LISTED ? ` and ${known.length - LISTED} more` : "";
  const rest =
    known.length === 0 ? `: none is set up yet` : `${guess === "" ? ": k" : " K"}nown are ${list}${more}`;
  return `there is no ${kind} ${name}${guess}${rest}`;
}
