import * as core from "@actions/core";
import type { Dispatch } from "../../../lib/releases/generated/schema.generated.ts";
import { stepLog } from "../../../lib/runner/log.ts";
import { writeSummary } from "../../../lib/runner/summary.ts";
import type { Warning } from "./plan.ts";

/** Sets every output, so that they exist on every path. */
export function setOutputs(dispatch: Dispatch | undefined): void {
  core.setOutput("dispatch-id", dispatch?.dispatch_id ?? "");
  core.setOutput("release-channel", dispatch === undefined ? "" : channelsOf(dispatch));
  core.setOutput("payload", dispatch === undefined ? "" : JSON.stringify(dispatch));
  core.setOutput("results", "");
  core.setOutput("commit-sha", "");
}

interface Receiver {
  readonly repository: string;
  readonly serverUrl: string;
  readonly dryRun: boolean;
  /** Why no token proves the source, if one could. */
  readonly unproved: string | undefined;
  readonly warnings: readonly Warning[];
  /** The name that the inputs give, if the release repository has been renamed. */
  readonly formerName: string | undefined;
}

/** Reports that the dispatch was sent (or would be), and where to follow it. */
export async function reportDispatch(dispatch: Dispatch, target: Receiver): Promise<void> {
  const runs = `${target.serverUrl}/${target.repository}/actions`;
  const renamed = target.formerName === undefined ? [] : [renamedText(target.formerName, target.repository)];
  for (const { title, text } of target.warnings) core.warning(text, { title });
  for (const warning of renamed) core.warning(warning, { title: "Renamed" });
  // Only what tells people of the release is missing then: nobody would look for the reason in a log.
  if (target.unproved !== undefined) core.notice(target.unproved, { title: "No provenance" });
  for (const { container, channel, image } of dispatch.releases)
    stepLog.info(`${container} → ${channel}: ${image}`);
  if (target.dryRun) {
    stepLog.info(
      `Dry run: nothing was sent to ${target.repository}. The payload:\n${JSON.stringify(dispatch, undefined, 2)}`,
    );
  } else {
    stepLog.info(`Sent to ${target.repository} as dispatch ${dispatch.dispatch_id}. Follow it at ${runs}`);
  }
  await writeSummary({
    heading: target.dryRun ? `Would dispatch to ${target.repository}` : `Dispatched to ${target.repository}`,
    paragraphs: [
      ...(target.dryRun ? [] : [nextSteps(dispatch, target)]),
      ...target.warnings.map(({ text }) => text),
      ...renamed,
      `Dispatch ${dispatch.dispatch_id}`,
      { text: `Runs of ${target.repository}`, href: runs },
    ],
    table: {
      head: ["Container", "Channel", "Image"],
      rows: dispatch.releases.map(({ container, channel, image }) => [container, channel, image]),
    },
  });
}

/** GitHub redirects an old name only until another repository takes it. */
function renamedText(before: string, now: string): string {
  return `${before} is now called ${now}, and the dispatch went there. Set repository: ${now}. Otherwise, whoever takes the old name receives your dispatches.`;
}

/** A green job only means that the dispatch was sent. */
function nextSteps({ dispatch_id: id, releases }: Dispatch, { repository, unproved }: Receiver): string {
  const { container } = releases[0] ?? { container: "" };
  const run = `The dispatch was sent. The run "Release ${container} ${id}" in ${repository} shows its outcome.`;
  if (unproved !== undefined) return `${run} ${unproved}`;
  const statuses = channelsOf({ releases })
    .split(",")
    .map((channel) => `release/${channel}`);
  return `${run} If that repository reports back, so does this commit's status ${statuses.join(", ")}.`;
}

/** Reports that this build releases nothing. This is not a failure: most branches have no channel. */
export async function reportNothing(reason: string): Promise<void> {
  core.notice(`Nothing is released: ${reason}.`, { title: "No dispatch" });
  await writeSummary({ heading: "No dispatch", paragraphs: [`Nothing is released: ${reason}.`] });
}

function channelsOf({ releases }: Pick<Dispatch, "releases">): string {
  return [...new Set(releases.map(({ channel }) => channel))].join(",");
}
