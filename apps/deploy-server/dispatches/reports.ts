import type { DispatchOutcome, SentDispatch } from "../../../lib/deploys/sent-dispatch.ts";
import {
  contextOf,
  releasedChannels,
  statusesOf,
  type DecidedReleases,
} from "../../../lib/releases/rules/release-reports.ts";
import type { NewReport } from "../../../lib/store/reports.ts";

/**
 * What is told of a decided dispatch on the commit that it comes from: the same as a run of update-database tells. The
 * deployments come first and the statuses last, since the newest is told first.
 * @param template of the statuses' contexts: `release/{channel}`
 * @param isRepeated whether an earlier attempt may have written it
 */
export function reportsOf(
  dispatch: SentDispatch,
  outcome: DispatchOutcome,
  { template, isRepeated }: { readonly template: string; readonly isRepeated: boolean },
): readonly NewReport[] {
  const decided: DecidedReleases = {
    results: outcome.results,
    commitUrl: outcome.commit?.url,
    releasedBy: dispatch.by,
  };
  const { repositoryId, sha } = dispatch.proof;
  const subjectOf = (kind: NewReport["kind"], name: string, isAbout: (one: Place) => boolean): string => {
    const containers = outcome.results.filter(isAbout).map(({ container }) => container);
    return `${kind} ${repositoryId} ${name} ${containers.toSorted().join(" ")}`;
  };
  const deployments = releasedChannels(decided, isRepeated).map(({ channel, description }): NewReport => ({
    slot: `deployment ${dispatch.id} ${channel}`,
    kind: "deployment",
    name: channel,
    verdict: null,
    description,
    subject: subjectOf("deployment", channel, (one) => one.channel === channel),
  }));
  const statuses = statusesOf(decided, template).map(({ context, state, description }): NewReport => ({
    slot: `status ${repositoryId} ${sha} ${context.toLowerCase()}`,
    kind: "status",
    name: context,
    verdict: state,
    description,
    subject: subjectOf("status", context, (one) => contextOf(template, one) === context),
  }));
  return [...deployments, ...statuses];
}

type Place = Pick<DispatchOutcome["results"][number], "container" | "channel">;
