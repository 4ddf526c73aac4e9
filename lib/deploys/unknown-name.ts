import { nearest } from "../releases/documents/nearest.ts";

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
