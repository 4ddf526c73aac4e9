import type { ProvedSource } from "../../../lib/releases/rules/proved-source.ts";
import { stepLog } from "../../../lib/runner/log.ts";
import { writeSummary } from "../../../lib/runner/summary.ts";
import type { Report } from "./reports.ts";

/** Tells the log and the job's summary that a repository is not told, and what to do about it. */
export async function reportUnproved(repository: string): Promise<void> {
  const text = `Nothing is reported to ${repository}: no token proves that the dispatch comes from there. Add id-token: write to the permissions of the job that dispatches.`;
  stepLog.info(text);
  await writeSummary({ heading: `${repository} is not told`, paragraphs: [text] });
}

/** Adds to the job's summary what was to be told. */
export async function summarize(
  { repository, sha }: ProvedSource,
  reports: readonly Report[],
): Promise<void> {
  await writeSummary({
    heading: `Told ${repository}@${sha.slice(0, 7)}`,
    paragraphs: [],
    table: {
      head: ["Status", "State", "Description"],
      rows: reports.map(({ context, state, description }) => [context, state, description]),
    },
  });
}
