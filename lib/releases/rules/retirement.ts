import { recordKey, type Place } from "../documents/database.ts";
import { didYouMean } from "../documents/nearest.ts";
import type { Database, ReleaseRecord, Tombstone } from "../generated/schema.generated.ts";
import type { Applied, ReleaseResult } from "./apply.ts";
import { isProved, releasedBuilds } from "./build-order.ts";
import { gateReasons, type Gates } from "./closed.ts";
import { pinReason } from "./outcome.ts";
import { listed, refuse, type Selection } from "./selection.ts";
import { retiredReason } from "./tombstone.ts";
import { isUntilResume } from "./until-resume.ts";

/** What to remove from the database for good. */
export interface Retirement {
  /** `*` only together with a channel. */
  readonly containers: Selection;
  /** Undefined means every channel that the containers are in. */
  readonly channel: string | undefined;
}

export interface RetireOptions extends Gates {
  /** Who retires: a GitHub login. */
  readonly by: string;
  /** One line, for the tombstone. */
  readonly reason: string;
  /** Retire even what is held. */
  readonly force: boolean;
  /** Whether a pin that lasts until somebody resumes holds nothing back: whoever asks was shown it. */
  readonly endsOwnPin?: boolean | undefined;
}

/**
 * The places to retire: those with a record, and those that are retired already.
 * @throws InvalidDocument that names what there is instead
 */
export function retiredPlaces(
  { releases, retired = [] }: Database,
  { containers, channel }: Retirement,
): readonly Place[] {
  const places = new Map<string, Place>();
  for (const { container, channel } of [...releases, ...retired]) {
    places.set(recordKey({ container, channel }), { container, channel });
  }
  const inChannel = [...places.values()].filter(
    (place) => channel === undefined || place.channel === channel,
  );
  const where = channel === undefined ? "any channel" : channel;
  const known = [...new Set(inChannel.map(({ container }) => container))].sort();
  if (known.length === 0) refuse([`there is no release in ${where}, so there is nothing to retire`]);
  if (containers === "*") return inChannel;
  refuse(
    containers
      .filter((container) => !known.includes(container))
      .map(
        (container) =>
          `there is no ${container} in ${where}${didYouMean(container, known)}: its containers are ${listed(known)}`,
      ),
  );
  return inChannel.filter(({ container }) => containers.includes(container));
}

/**
 * Removes records from the database and leaves a tombstone for each, with the order of its builds. Pure; retiring again
 * changes nothing.
 */
export function retire(database: Database, places: readonly Place[], options: RetireOptions): Applied {
  const records = new Map(database.releases.map((record) => [recordKey(record), record]));
  const tombstones = new Map((database.retired ?? []).map((tombstone) => [recordKey(tombstone), tombstone]));
  const results = places.map((place): ReleaseResult => {
    const key = recordKey(place);
    const record = records.get(key);
    const result = { ...place, before: record?.image ?? null, after: null };
    if (record === undefined) {
      const stone = tombstones.get(key);
      return { ...result, outcome: "unchanged", reason: stone === undefined ? "" : retiredReason(stone) };
    }
    const hold = holdReason(record, options);
    if (hold !== undefined && !options.force) return { ...result, outcome: "held", reason: hold };
    records.delete(key);
    tombstones.set(key, tombstoneOf(record, options));
    return { ...result, outcome: "applied", reason: hold === undefined ? "" : `forced, although ${hold}` };
  });
  const changed = results.some(({ outcome }) => outcome === "applied");
  if (!changed) return { database, results, changed };
  return {
    database: { ...database, releases: [...records.values()], retired: [...tombstones.values()] },
    results,
    changed,
  };
}

function holdReason(record: ReleaseRecord, options: RetireOptions): string | undefined {
  const isPassed = options.endsOwnPin === true && isUntilResume(record.pinned);
  const reasons = [isPassed ? undefined : pinReason(record, options.at), ...gateReasons(options, record)];
  return reasons.filter((reason) => reason !== undefined).join("; and ") || undefined;
}

/** Only force brings back what was retired, and it ends claimed orders: a tombstone remembers proved builds alone. */
function tombstoneOf(record: ReleaseRecord, { by, at, reason }: RetireOptions): Tombstone {
  const { container, channel } = record;
  const builds = releasedBuilds(record).filter(isProved);
  return { container, channel, by, at, reason, ...(builds.length > 0 && { newest_builds: [...builds] }) };
}
