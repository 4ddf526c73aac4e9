import { chartAt, placeOfConfig } from "../releases/documents/database.ts";
import type { Database, Policy } from "../releases/generated/schema.generated.ts";
import { placeProblems } from "../releases/rules/policy-problems.ts";
import type { Charted } from "./desired.ts";
import { isDowngrade, isPrerelease } from "./flux/chart-version.ts";
import { earlierChannels, promotionOnlyProblems } from "./promotion-only.ts";
import type { RequestKind } from "./request.ts";
import type { Target } from "./target.ts";

/** What the release repository says of charts. */
export interface ChartRules {
  readonly database: Database;
  readonly policy: Policy;
  /** For messages. */
  readonly policyPath: string;
  /** The channels that the config is deployed to. */
  readonly channels: readonly string[];
  /** Whether the target's channel takes versions before a release. */
  readonly takesPrereleases: boolean;
}

/** A version of a chart, asked for. */
export interface ChartDeploy {
  readonly kind: RequestKind;
  readonly target: Target;
  readonly to: Charted;
  /** Whether whoever asks has said that it is to go back. */
  readonly isOlder: boolean;
}

/**
 * What stands against a version of a chart in a channel. A rollback, and what is deployed again, has been through all of
 * that: only its place is judged.
 */
export function chartProblems(rules: ChartRules, deploy: ChartDeploy): readonly string[] {
  const { policy, policyPath } = rules;
  const place = placeProblems(policy, placeOfConfig(deploy.target), policyPath).map(({ message }) => message);
  if (deploy.kind === "rollback" || deploy.kind === "reapply") return place;
  return [
    ...place,
    ...prereleaseProblems(rules, deploy),
    ...orderProblems(rules, deploy),
    ...skippedProblems(rules, deploy),
  ];
}

function prereleaseProblems(
  { takesPrereleases }: ChartRules,
  { target: { channel }, to }: ChartDeploy,
): readonly string[] {
  const { version } = to.chart;
  if (takesPrereleases || !isPrerelease(version)) return [];
  return [
    `${version} is a version before a release, and ${channel} takes released versions alone: wait for the release, or set channels.${channel}.prereleases to true in db/server.yaml`,
  ];
}

function orderProblems({ database }: ChartRules, { target, to, isOlder }: ChartDeploy): readonly string[] {
  const { config, channel } = target;
  const runs = chartAt(database, target);
  const { version } = to.chart;
  if (runs === undefined || isOlder || !isDowngrade(runs.version, version)) return [];
  return [
    `${version} is older than ${runs.version}, which runs in ${channel}: to go back on purpose, write /deploy ${config} ${version} to ${channel} downgrade`,
  ];
}

/** Where a channel takes promotions only, the one before it that has the config must have this very chart. */
function skippedProblems(rules: ChartRules, { target, to }: ChartDeploy): readonly string[] {
  const { database, policy, channels } = rules;
  const { version, digest } = to.chart;
  const from = earlierChannels(policy, target.channel)
    .filter((one) => channels.includes(one))
    .slice(-1);
  const chartIn = (channel: string) => chartAt(database, { ...target, channel });
  return promotionOnlyProblems(rules, {
    target,
    what: version,
    from,
    isIn: (channel) => chartIn(channel)?.version === version && chartIn(channel)?.digest === digest,
    instead: from.map((channel) => `${channel} has ${hasText(chartIn(channel), version)}`)[0],
  });
}

function hasText(chart: ReturnType<typeof chartAt>, version: string): string {
  if (chart === undefined) return "no version of it";
  return chart.version === version ? `another chart of that version (${chart.digest})` : chart.version;
}
