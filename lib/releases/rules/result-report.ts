import { splitImage } from "../documents/image.ts";
import type { ReleaseResult } from "./apply.ts";
import type { ReleaseOutcome } from "./outcome.ts";

/** The combined result of some of a dispatch's releases, for its commit. */
export interface ResultReport {
  /** What the releases share: their channel, or their status context. */
  readonly name: string;
  readonly state: "success" | "failure";
  /** Of any length, with the worst first. */
  readonly description: string;
  /** Whether something was written that the cluster will run. */
  readonly isReleased: boolean;
}

/** The part of a result that is reported. */
export type ReportedResult = Pick<ReleaseResult, "container" | "channel" | "outcome" | "reason" | "after">;

/** The worst first. `unchanged` is as good as released. */
const WORDS: readonly (readonly [ReleaseOutcome, string])[] = [
  ["rejected", "Rejected"],
  ["held", "Held"],
  ["superseded", "Superseded"],
  ["applied", "Released"],
  ["unchanged", "Already released"],
];
const GOOD: ReadonlySet<ReleaseOutcome> = new Set(["applied", "unchanged"]);

/** One report per name, in the dispatch's order; the worst of several releases decides. */
export function reportsBy(
  results: readonly ReportedResult[],
  nameOf: (result: ReportedResult) => string,
): readonly ResultReport[] {
  return [...Map.groupBy(results, nameOf)].map(([name, group]) => ({
    name,
    state: group.every(({ outcome }) => GOOD.has(outcome)) ? "success" : "failure",
    description: WORDS.flatMap(([outcome, word]) => sentence(word, ofOutcome(group, outcome))).join("; "),
    isReleased: group.some(({ outcome }) => outcome === "applied"),
  }));
}

function ofOutcome(results: readonly ReportedResult[], wanted: ReleaseOutcome): readonly ReportedResult[] {
  return results.filter(({ outcome }) => outcome === wanted);
}

/** `Released api v1, worker v1`; `Held: api, the record was pinned by octocat: incident 42` */
function sentence(word: string, results: readonly ReportedResult[]): readonly string[] {
  const [first] = results;
  if (first === undefined) return [];
  if (GOOD.has(first.outcome)) {
    const names = results.map(
      ({ container, after }) =>
        `${container} ${after === null ? "retired" : (splitImage(after).tag ?? after)}`,
    );
    return [`${word} ${names.join(", ")}`];
  }
  return [`${word}: ${results.map(explained).join("; ")}`];
}

/** A description has 140 characters, so the container is named once, even if the reason begins with its name. */
function explained({ container, reason }: ReportedResult): string {
  if (reason.startsWith(`${container} `)) return reason;
  const name = `${container}: `;
  return `${container}, ${reason.startsWith(name) ? reason.slice(name.length) : reason}`;
}
