import { chartAt, placeOfConfig, recordKey } from "../releases/documents/database.ts";
import { writtenRecords } from "../releases/history/commit-message.ts";
import { applyChart, type ChartChange } from "../releases/rules/charts.ts";
import { changeOf, type ChangeOptions, type DatabaseChange } from "./decide.ts";
import { ruleNotes, type Documents } from "./documents.ts";

/**
 * Applies a chart's version to the database file.
 * @throws InvalidDocument if the resulting file would be invalid
 */
export function decideChart(
  documents: Documents,
  change: ChartChange,
  options: ChangeOptions,
): DatabaseChange {
  const { database, policy, locks } = documents;
  const { earlier, at } = options;
  const place = placeOfConfig(change);
  const isDone = earlier !== undefined && writtenRecords(earlier.message).has(recordKey(place));
  // What an earlier attempt has written stands, whatever holds it by now.
  const to = isDone ? chartAt(database, change) : change.to;
  const applied = applyChart(database, { ...change, to }, { ...options, policy, locks });
  const coming = ruleNotes(documents, { database: applied.database, places: [place], at });
  return changeOf(documents, applied, { message: options, sources: [], coming });
}
