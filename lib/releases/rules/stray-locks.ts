import type { Place } from "../documents/database.ts";
import { pathText } from "../documents/schema-problems.ts";
import type { Lock, Policy } from "../generated/schema.generated.ts";
import { mentionedChannels } from "./policy.ts";
import type { StrayRule } from "./stray-rule.ts";

/**
 * The locks that hold nothing: they name a config or channel that neither the policy nor the database knows, or a time
 * that is over.
 * @param places every place that has, had or is to have a release
 * @param at now: ISO 8601 in UTC
 */
export function strayLocks(
  locks: readonly Lock[],
  { policy, places }: { readonly policy: Policy; readonly places: readonly Place[] },
  at: string,
): readonly StrayRule[] {
  const configs = new Set([
    ...Object.keys(policy.containers ?? {}),
    ...places.map(({ container }) => container),
  ]);
  const channels = new Set([
    ...(policy.channels ?? mentionedChannels(policy).map(([, channel]) => channel)),
    ...places.map(({ channel }) => channel),
  ]);
  return locks.flatMap((lock, index) => [
    ...strayName(lock.config, { known: configs, segments: ["locks", index, "config"] }),
    ...strayName(lock.channel, { known: channels, segments: ["locks", index, "channel"] }),
    ...ended(lock, { segments: ["locks", index, "until"], at }),
  ]);
}

function strayName(
  name: string | undefined,
  { known, segments }: Pick<StrayRule, "segments"> & { readonly known: ReadonlySet<string> },
): readonly StrayRule[] {
  if (name === undefined || known.has(name)) return [];
  const message = `${pathText(segments)} is ${name}, which is neither in the policy nor in the database: the lock holds nothing that is released. Correct the name, or remove the lock`;
  return [{ segments, message }];
}

function ended(
  { until }: Lock,
  { segments, at }: Pick<StrayRule, "segments"> & { readonly at: string },
): readonly StrayRule[] {
  if (until === undefined || Date.parse(until) > Date.parse(at)) return [];
  const message = `${pathText(segments)} is ${until}, which is over: the lock holds nothing. Correct the time, or remove the lock`;
  return [{ segments, message }];
}
