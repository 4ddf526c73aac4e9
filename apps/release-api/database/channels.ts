import type { Freeze, Policy } from "../../../lib/releases/generated/schema.generated.ts";
import type { IndexedRecords } from "./record-index.ts";

/** A release channel, as `/v1/channels` shows it. */
export interface ChannelInfo {
  readonly name: string;
  /** Its place in the order of promotion, from 1. */
  readonly position: number;
  /** Whether the policy names it; without a policy, whether it is one that trigger-dispatch releases to by itself. */
  readonly listed: boolean;
  readonly releases: number;
  /** As the policy has them; one whose `until` has passed is over. */
  readonly freezes: readonly Omit<Freeze, "channel">[];
}

/** The channels that a build releases to when nothing else is said, in the order of promotion. */
const CONVENTION = ["dev", "stage", "prod"];

/** The policy's channels in its order, then those that only the database has, by name. */
export function describeChannels(
  { channelNames, recordChannels }: Pick<IndexedRecords, "channelNames" | "recordChannels">,
  policy: Policy,
): readonly ChannelInfo[] {
  const counts = new Map(channelNames.map((name) => [name, 0]));
  for (const place of recordChannels) {
    const name = channelNames[place] ?? "";
    counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  const ordered = policy.channels ?? CONVENTION.filter((name) => counts.has(name));
  const others = [...counts.keys()].filter((name) => !ordered.includes(name)).sort();
  return [...ordered, ...others].map((name, index) => ({
    name,
    position: index + 1,
    listed: index < ordered.length,
    releases: counts.get(name) ?? 0,
    freezes: freezesOf(policy, name),
  }));
}

function freezesOf({ freezes = [] }: Policy, name: string): readonly Omit<Freeze, "channel">[] {
  return freezes.filter(({ channel }) => channel === name).map(({ channel: _channel, ...freeze }) => freeze);
}
