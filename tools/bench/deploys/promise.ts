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

/** What was measured one right after the other. */
export interface Pair {
  readonly ours: number;
  readonly beside: number;
}

/** The pair whose ratio is the middle one: the load of the machine was the same for both of it. */
export function middleOf(pairs: readonly Pair[]): Pair {
  const ratio = ({ ours, beside }: Pair): number => ours / beside;
  const middle = pairs.toSorted((one, other) => ratio(one) - ratio(other))[Math.floor(pairs.length / 2)];
  if (middle === undefined) throw new Error("nothing was measured");
  return middle;
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
