import type { HistoryIndex, HistorySelection } from "./history-index.ts";

/** How a container is released. */
export interface ContainerStatistics {
  readonly container: string;
  /** Builds' and people's releases. */
  readonly releases: number;
  readonly promotions: number;
  readonly rollbacks: number;
  /** Releases and promotions that a rollback has ended. */
  readonly rolled_back: number;
  readonly per_week: number;
  /** From the commit until Argo CD was given an image with it; null where no commit says so. */
  readonly publish_seconds: { readonly median: number; readonly slowest: number } | null;
}

const WEEK = 7 * 86_400;

/** How far back is counted where nobody says. */
export const DAYS_30 = 30 * 86_400;

/** The containers of the entries that match, by name. @param seconds the time that they are from */
export function statisticsOf(
  index: HistoryIndex,
  selection: HistorySelection,
  seconds: number,
): readonly ContainerStatistics[] {
  const found = new Map<string, Counts>();
  for (const entry of index.matching(selection)) {
    const container = index.placeOf(entry)?.container ?? "";
    let counts = found.get(container);
    if (counts === undefined) found.set(container, (counts = new Counts()));
    counts.add(index, entry);
  }
  return [...found]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([container, counts]) => ({ container, ...counts.result(seconds) }));
}

class Counts {
  #releases = 0;
  #promotions = 0;
  #rollbacks = 0;
  #rolledBack = 0;
  readonly #waits: number[] = [];

  add(index: HistoryIndex, entry: number): void {
    const kind = index.kindOf(entry);
    if (kind === "release") this.#releases += 1;
    else if (kind === "promote") this.#promotions += 1;
    else if (kind === "rollback") this.#rollbacks += 1;
    else return;
    const next = index.replacedBy(entry);
    if (kind !== "rollback" && next !== undefined && index.kindOf(next) === "rollback") this.#rolledBack += 1;
    const published = index.publishedAt(entry);
    if (published !== undefined) this.#waits.push(Math.max(published - index.committedAt(entry), 0));
  }

  result(seconds: number): Omit<ContainerStatistics, "container"> {
    const waits = this.#waits.sort((a, b) => a - b);
    const all = this.#releases + this.#promotions + this.#rollbacks;
    const [median, slowest] = [waits[Math.floor(waits.length / 2)], waits.at(-1)];
    return {
      releases: this.#releases,
      promotions: this.#promotions,
      rollbacks: this.#rollbacks,
      rolled_back: this.#rolledBack,
      per_week: Math.round((all / Math.max(seconds / WEEK, 1)) * 10) / 10,
      publish_seconds: median === undefined || slowest === undefined ? null : { median, slowest },
    };
  }
}
