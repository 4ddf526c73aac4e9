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

/** For behind a name that is not known: ` (did you mean prod?)`, or nothing where no name is near. */
export function didYouMean(name: string, known: readonly string[]): string {
  const meant = nearest(name, known);
  return meant === undefined ? "" : ` (did you mean ${meant}?)`;
}
