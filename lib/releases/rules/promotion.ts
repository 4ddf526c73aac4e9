import { channelProblems } from "../documents/schema-problems.ts";
import type { BuildRules, Database, Policy, ReleaseRecord } from "../generated/schema.generated.ts";
import { releasedAgain } from "../history/rollback.ts";
import type { SourcedRelease } from "./apply.ts";
import { isProved } from "./build-order.ts";
import { releaseProblems, type Origin } from "./policy-problems.ts";
import { buildRulesOf, provenanceRequired } from "./policy.ts";
import { recordsIn, refuse, selectListed, unknownChannel, type Selection } from "./selection.ts";

/** From one channel to a later one. */
export interface Promotion {
  readonly containers: Selection;
  readonly from: string;
  readonly to: string;
}

interface PromotionOptions {
  readonly origin: Origin;
  /** The policy's path, for messages. */
  readonly policyPath: string;
}

/** The releases that a promotion makes. */
export interface PlannedReleases {
  readonly releases: readonly SourcedRelease[];
  /** What `*` leaves out and why, one line each. */
  readonly leftOut: readonly string[];
}

/**
 * The releases of a promotion: image, digest and source of each record in the channel it comes from. `*` means the
 * containers that the policy allows; naming one that is not listed is an error.
 * @throws InvalidDocument if the policy rejects a release, or there is no such container or channel
 */
export function planPromotion(
  { database, policy }: { readonly database: Database; readonly policy: Policy },
  promotion: Promotion,
  { origin, policyPath }: PromotionOptions,
): PlannedReleases {
  const { containers, from, to } = promotion;
  refuse(wayProblems(policy, promotion));
  const { records, leftOut } = selectListed(database, policy, { containers, channel: from, policyPath });
  const releases = records.map((record) => promoted(record, to));
  refuse(
    releases.flatMap((release) => [
      ...releaseProblems(policy, release, { origin, document: policyPath }).map(({ message }) => message),
      ...proofProblems(policy, release, { from, policyPath }),
    ]),
  );
  return { releases, leftOut };
}

function promoted(record: ReleaseRecord, channel: string): SourcedRelease {
  return { ...releasedAgain(record), channel };
}

/** Whether a promotion from one channel to the other is possible; it need not be the next channel. */
function wayProblems(policy: Policy, { from, to }: Promotion): readonly string[] {
  const unknown = [from, to].flatMap((channel) => unknownChannel(policy, channel) ?? []);
  if (unknown.length > 0) return unknown;
  if (from === to) return [`from and to are both ${from}: give two channels`];
  const [illegal] = channelProblems(to);
  if (illegal !== undefined) return [`to ${illegal.message.replace(/^it /, "")}`];
  const { channels = [] } = policy;
  if (channels.indexOf(to) >= channels.indexOf(from)) return [];
  return [
    `${to} comes before ${from} (${channels.join(", ")}), but promotions go forward: to restore an earlier release in ${to}, use rollback-release`,
  ];
}

/** Where a promotion comes from, and the policy's path for messages. */
export interface Way {
  readonly from: string;
  readonly policyPath: string;
}

/**
 * Why the record of another channel does not show what the policy wants proved of a release.
 * @param release with the record's image, digest and source
 */
export function proofProblems(policy: Policy, release: SourcedRelease, way: Way): readonly string[] {
  return [...provenanceProblems(policy, release, way), ...buildRuleProblems(policy, release, way)];
}

/** A record shows whether it was proved. If its channel does not require proof, a person may have released it. */
function provenanceProblems(
  policy: Policy,
  { container, channel, source }: SourcedRelease,
  { from, policyPath }: Way,
): readonly string[] {
  const isRequired = (of: string): boolean => provenanceRequired(policy, { container, channel: of });
  if (!isRequired(channel) || isRequired(from)) return [];
  if (source !== undefined && isProved(source)) return [];
  return [
    `${container} in ${channel} needs provenance, but ${from} accepts releases without it: add ${from} to provenance in ${policyPath}, or release it to ${channel} with trigger-dispatch`,
  ];
}

/**
 * A record does not show how its build ran. The build is known to meet the rules if the channel it comes from has the
 * same rules and the record is proved: a person may otherwise have released it by hand.
 */
function buildRuleProblems(
  policy: Policy,
  { container, channel, source }: SourcedRelease,
  { from, policyPath }: Way,
): readonly string[] {
  const wanted = buildRulesOf(policy, { container, channel });
  if (wanted === undefined) return [];
  const given = buildRulesOf(policy, { container, channel: from });
  const isSame = given !== undefined && rulesText(wanted) === rulesText(given);
  if (isSame && source !== undefined && isProved(source)) return [];
  const advice = `release it to ${channel} with trigger-dispatch`;
  return [
    isSame
      ? `${container} in ${channel} must be built as containers.${container}.builds.${channel} in ${policyPath} says, but nothing proves how the one in ${from} was: ${advice}`
      : `${container} in ${channel} must be built as containers.${container}.builds.${channel} in ${policyPath} says, but ${from} does not require the same: give builds.${from} the same rules, or ${advice}`,
  ];
}

/** Equal for rules that require the same, whatever the order of their fields. */
function rulesText({ workflows, environments, protected_ref, runner }: BuildRules): string {
  return JSON.stringify([workflows, environments, protected_ref, runner]);
}

/** A container in two channels. */
export interface Difference {
  readonly container: string;
  readonly from: ReleaseRecord | undefined;
  readonly to: ReleaseRecord | undefined;
}

/** Compares two channels: every selected container that is in either, by name. */
export function compareChannels(
  database: Database,
  { containers, from, to }: Promotion,
): readonly Difference[] {
  const [left, right] = [recordsIn(database, from), recordsIn(database, to)];
  const names = containers === "*" ? [...new Set([...left.keys(), ...right.keys()])].sort() : containers;
  return names.map((container) => ({ container, from: left.get(container), to: right.get(container) }));
}
