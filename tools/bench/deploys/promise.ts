import type { Row } from "../table.ts";

/** A figure beside the one that it is measured against, in the same run. */
export interface Figure {
  readonly what: string;
  readonly ours: number;
  /** What it is measured against; undefined where the figure stands for itself. */
  readonly beside?: number | undefined;
  /** The most, or the least, that it may be: of the ratio where there is one. */
  readonly atMost?: number | undefined;
  readonly atLeast?: number | undefined;
}

/** What is measured, in one row, and whether it is as promised. */
export function promiseRow({
  what,
  ours,
  beside,
  atMost,
  atLeast,
}: Figure): Row & { readonly holds: string } {
  const measured = beside === undefined ? ours : ours / beside;
  const holds = measured <= (atMost ?? Number.POSITIVE_INFINITY) && measured >= (atLeast ?? 0);
  return {
    what,
    ours: round(ours),
    beside: beside === undefined ? "" : round(beside),
    ratio: beside === undefined ? "" : round(measured),
    promised: atMost === undefined ? `≥ ${atLeast ?? 0}` : `≤ ${atMost}`,
    holds: holds ? "yes" : "no",
  };
}

/** The middle one of an odd number of figures. */
export function median(figures: readonly number[]): number {
  return figures.toSorted((a, b) => a - b)[Math.floor(figures.length / 2)] ?? 0;
}

const round = (figure: number): number => Number(figure.toFixed(figure < 10 ? 2 : 0));
