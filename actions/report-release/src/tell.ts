import { writeSummary } from "../../../lib/action/summary.ts";
import { contextOf, type Report } from "./reports.ts";
import type { Target } from "./target.ts";

/** Adds to the job's summary what was to be told. */
export async function summarize(
  { repository, sha }: Target["source"],
  reports: readonly Report[],
): Promise<void> {
  await writeSummary({
    heading: `Told ${repository}@${sha.slice(0, 7)}`,
    paragraphs: [],
    table: {
      head: ["Status", "State", "Description"],
      rows: reports.map(({ channel, state, description }) => [contextOf(channel), state, description]),
    },
  });
}
