import type { Freeze, Policy } from "../../../lib/releases/generated/schema.generated.ts";
import type { IndexedRecords } from "./record-index.ts";

/** A release channel in `/v1/channels`. */
export interface ChannelInfo {
  readonly name: string;
  /** Its position in promotion order, from 1. */
  readonly position: number;
  /** Whether the policy lists it; without a policy, whether it is one of trigger-dispatch's default channels. */
  readonly listed: boolean;
  readonly releases: number;
  /** The policy's freezes; one whose `until` has passed is over. */
  readonly freezes: readonly Omit<Freeze, "channel">[];
}

/** The default channels of a build, in promotion order. */
const CONVENTION = ["dev", "stage", "prod"];

/** The policy's channels in its order, then those found only in the database, by name. */
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
