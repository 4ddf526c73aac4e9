import { applyChart, type ChartChange, type ChartOptions } from "../releases/rules/charts.ts";
import type { ChangeOptions, DatabaseChange } from "./decide.ts";
import type { Documents } from "./documents.ts";
import { placeChange } from "./place-change.ts";

export interface ChartChangeOptions extends ChangeOptions, Pick<ChartOptions, "pin" | "reason"> {}

/**
 * Applies a chart's version to the database file.
 * @throws InvalidDocument if the resulting file would be invalid
 */
export function decideChart(
  documents: Documents,
  change: ChartChange,
  { reason, ...options }: ChartChangeOptions,
): DatabaseChange {
  const { database, policy, locks } = documents;
  const trailers = [...(options.trailers ?? []), ...(reason === undefined ? [] : [`Reason: ${reason}`])];
  return placeChange(documents, change, {
    options: { ...options, trailers },
    decide: () => applyChart(database, change, { ...options, reason, policy, locks }),
  });
}
