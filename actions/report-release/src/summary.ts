import * as core from "@actions/core";
import type { ProvedSource } from "../../../lib/releases/rules/proved-source.ts";
import { writeSummary } from "../../../lib/runner/summary.ts";
import type { Report } from "./reports.ts";

/** Reports in an annotation and the job's summary that a source is unproved, and what to do about it. */
export async function reportUnproved(repository: string): Promise<void> {
  const text = `Nothing is reported to ${repository}: no token proves that the dispatch comes from there. Add id-token: write to the permissions of the job that dispatches.`;
  core.notice(text, { title: "Nothing is reported" });
  await writeSummary({ heading: `Nothing is reported to ${repository}`, paragraphs: [text] });
}

/** Adds the reported statuses to the job's summary. */
export async function summarize(
  { repository, sha }: ProvedSource,
  reports: readonly Report[],
): Promise<void> {
  await writeSummary({
    heading: `Reported to ${repository}@${sha.slice(0, 7)}`,
    paragraphs: [],
    table: {
      head: ["Status", "State", "Description"],
      rows: reports.map(({ context, state, description }) => [context, state, description]),
    },
  });
}
