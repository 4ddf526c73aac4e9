import type { ReleaseRecord } from "../../../lib/releases/generated/schema.generated.ts";
import type { Difference, Promotion } from "../../../lib/releases/rules/promotion.ts";
import { stepLog } from "../../../lib/runner/log.ts";
import { writeSummary } from "../../../lib/runner/summary.ts";

/** Shows the two channels side by side. */
export async function reportDifferences(
  differences: readonly Difference[],
  { from, to }: Promotion,
): Promise<void> {
  const rows = differences.map(({ container, ...records }) => [
    container,
    shown(records.from),
    shown(records.to),
    isSame(records) ? "same" : "differs",
  ]);
  stepLog.info([`Container: ${from} | ${to}`, ...rows.map(line)].join("\n"));
  await writeSummary({
    heading: `${from} and ${to}`,
    paragraphs: [],
    table: { head: ["Container", from, to, ""], rows },
  });
}

function line([container, from, to, verdict]: readonly string[]): string {
  return `${container}: ${from} | ${to} (${verdict})`;
}

function shown(record: ReleaseRecord | undefined): string {
  if (record === undefined) return "none";
  const digest = record.digest === undefined ? "" : `@${record.digest.slice(0, "sha256:".length + 7)}…`;
  return `${record.image}${digest}${record.pinned === undefined ? "" : " (pinned)"}`;
}

function isSame({ from, to }: Omit<Difference, "container">): boolean {
  return from?.image === to?.image && from?.digest === to?.digest;
}
