import * as core from "@actions/core";
import type { Dispatch } from "../../../lib/releases/generated/schema.generated.ts";
import { stepLog } from "../../../lib/runner/log.ts";
import { writeSummary } from "../../../lib/runner/summary.ts";
import type { Warning } from "./plan.ts";

/** Sets every output, so that later steps can rely on them on each path. */
export function setOutputs(dispatch: Dispatch | undefined): void {
  core.setOutput("dispatch-id", dispatch?.dispatch_id ?? "");
  core.setOutput("release-channel", dispatch === undefined ? "" : channelsOf(dispatch));
  core.setOutput("payload", dispatch === undefined ? "" : JSON.stringify(dispatch));
}

interface Target {
  readonly repository: string;
  readonly serverUrl: string;
  readonly dryRun: boolean;
  /** Why nothing proves the source, where something might. */
  readonly unproved: string | undefined;
  readonly warnings: readonly Warning[];
  /** What the release repository was asked for by, where that is no more its name. */
  readonly formerName: string | undefined;
}

/** Tells that the dispatch was sent (or would be), and where to follow it. */
export async function reportDispatch(dispatch: Dispatch, target: Target): Promise<void> {
  const runs = `${target.serverUrl}/${target.repository}/actions`;
  const renamed = target.formerName === undefined ? [] : [renamedText(target.formerName, target.repository)];
  for (const { title, text } of target.warnings) core.warning(text, { title });
  for (const warning of renamed) core.warning(warning, { title: "Renamed" });
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

/** GitHub leads on from a former name only until another repository takes it. */
function renamedText(before: string, now: string): string {
  return `${before} is called ${now} now, and the dispatch went there. Write repository: ${now}, for whoever takes the former name gets what is sent to it.`;
}

/** A green job says that it was sent, and not what became of it. */
function nextSteps({ dispatch_id: id, releases }: Dispatch, { repository, unproved }: Target): string {
  const { container } = releases[0] ?? { container: "" };
  const run = `Sent, and not decided here: the run "Release ${container} ${id}" of ${repository} says what became of it.`;
  if (unproved !== undefined) return `${run} ${unproved}`;
  const statuses = channelsOf({ releases })
    .split(",")
    .map((channel) => `release/${channel}`);
  return `${run} So does this commit's status ${statuses.join(", ")}, where that repository reports back.`;
}

/** Tells that this build releases nothing. That is no failure: most branches belong to no channel. */
export async function reportNothing(reason: string): Promise<void> {
  core.notice(`Nothing is released: ${reason}.`, { title: "No dispatch" });
  await writeSummary({ heading: "No dispatch", paragraphs: [`Nothing is released: ${reason}.`] });
}

function channelsOf({ releases }: Pick<Dispatch, "releases">): string {
  return [...new Set(releases.map(({ channel }) => channel))].join(",");
}
