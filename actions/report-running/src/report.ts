import * as core from "@actions/core";
import { stepLog } from "../../../lib/runner/log.ts";
import { writeSummary } from "../../../lib/runner/summary.ts";
import type { Notification } from "./notify.ts";

/** Sets every output, so that they exist on every path. */
export function setOutputs(revision: string, results: readonly Notification[]): void {
  core.setOutput("revision", revision);
  core.setOutput("results", JSON.stringify(results.map(resultOf)));
}

function resultOf({ report: { cause, channel }, update, outcome, reason }: Notification): object {
  const { repository, sha } = cause.source;
  return { repository, sha, channel, "dispatch-id": cause.id, state: update.state, outcome, reason };
}

const WORDS = {
  told: "reported",
  settled: "already up to date",
  missing: "has no such deployment",
  unproved: "not reported: nothing proves the source",
  failed: "could not be reported",
} as const;

/** Reports to the log and the job's summary, with a warning for each reason of failure in a repository. */
export async function reportResults(revision: string, results: readonly Notification[]): Promise<void> {
  setOutputs(revision, results);
  for (const { report, update, outcome } of results) {
    const { repository, sha } = report.cause.source;
    stepLog.info(`${repository} ${sha.slice(0, 7)} in ${report.channel}: ${update.state}, ${WORDS[outcome]}`);
  }
  warnOfFailed(results);
  await writeSummary({
    heading: `The cluster serves the database of ${revision.slice(0, 7)}`,
    paragraphs: results.length === 0 ? ["It contains no build that was not running before."] : [],
    table: {
      head: ["Repository", "Commit", "Channel", "State", "Description", "Outcome"],
      rows: results.map(({ report: { cause, channel }, update, outcome, reason }) => [
        cause.source.repository,
        cause.source.sha.slice(0, 7),
        channel,
        update.state,
        update.description,
        reason === "" ? WORDS[outcome] : `${WORDS[outcome]}: ${reason}`,
      ]),
    },
  });
}

function warnOfFailed(results: readonly Notification[]): void {
  const groups = Map.groupBy(results, ({ report }) => report.cause.source.repository);
  for (const [repository, group] of groups) {
    const failed = group.filter(({ outcome }) => outcome === "failed");
    for (const [reason, ofReason] of Map.groupBy(failed, (one) => one.reason)) {
      const builds = ofReason.map(
        ({ report }) => `${report.cause.source.sha.slice(0, 7)} in ${report.channel}`,
      );
      const isAll = ofReason.length === group.length;
      const title = isAll
        ? `Not reported to ${repository}`
        : `Not reported to ${repository}: ${builds.join(", ")}`;
      core.warning(reason, { title });
    }
  }
}
