import * as core from "@actions/core";
import { writeSummary } from "../../../lib/action/summary.ts";
import { contextOf, type Report } from "./reports.ts";
import type { Target } from "./target.ts";

/** Does it, or warns why not: a release must not fail because it could not be told. */
export async function orWarn(title: string, act: () => Promise<void>): Promise<void> {
  try {
    await act();
  } catch (error) {
    core.warning(error instanceof Error ? error.message : String(error), { title });
    if (error instanceof Error && error.stack !== undefined) core.debug(error.stack);
  }
}

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
