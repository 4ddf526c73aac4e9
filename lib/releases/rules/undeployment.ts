import { placeOfConfig, recordKey, type Place } from "../documents/database.ts";
import type { Database, Tombstone, Undeployment } from "../generated/schema.generated.ts";
import { retiredReason } from "./tombstone.ts";

/** What keeps a place empty until somebody brings it back, or resumes it. */
export interface Stop {
  /** A clause that follows "because". */
  readonly because: string;
}

/**
 * Why nothing is deployed to a place by itself: it was retired, or undeployed, and nobody has resumed it.
 * @returns undefined where nothing keeps it empty; whether something is deployed there is another question
 */
export function stopOf(database: Database, place: Place): Stop | undefined {
  const { tombstone, undeployment } = tracesOf(database, place);
  if (tombstone !== undefined) return { because: retiredReason(tombstone) };
  return undeployment === undefined || undeployment.resumed !== undefined
    ? undefined
    : { because: undeployedReason(undeployment) };
}

/** Whether something was undeployed there that somebody has resumed, and nothing was deployed since. */
export function isResumed(database: Database, place: Place): boolean {
  const { tombstone, undeployment } = tracesOf(database, place);
  return tombstone === undefined && undeployment?.resumed !== undefined;
}

/** What was left of a place when it was emptied. */
export interface Traces {
  readonly tombstone: Tombstone | undefined;
  readonly undeployment: Undeployment | undefined;
}

export function tracesOf({ retired = [], undeployed = [] }: Database, place: Place): Traces {
  const key = recordKey(place);
  return {
    tombstone: retired.find((one) => recordKey(one) === key),
    undeployment: undeployed.find((one) => recordKey(placeOfConfig(one)) === key),
  };
}

/** The builds that had been released there. */
export function buildsIn({ tombstone, undeployment }: Traces): Pick<Tombstone, "newest_builds"> {
  return tombstone ?? undeployment ?? {};
}

/** A database in which nothing is left of these places; a list that is empty by that goes. */
export function withoutTraces(database: Database, places: readonly Place[]): Database {
  const keys = new Set(places.map(recordKey));
  const { retired, undeployed, ...rest } = database;
  const stones = retired?.filter((one) => !keys.has(recordKey(one)));
  const left = undeployed?.filter((one) => !keys.has(recordKey(placeOfConfig(one))));
  return {
    ...rest,
    ...(stones !== undefined && !isEmptied(retired, stones) && { retired: stones }),
    ...(left !== undefined && !isEmptied(undeployed, left) && { undeployed: left }),
  };
}

/** A list that was empty before stays: only what this change removes goes. */
function isEmptied(before: readonly unknown[] | undefined, after: readonly unknown[]): boolean {
  return after.length === 0 && before !== undefined && before.length > 0;
}

/** Why an undeployed config takes nothing, as a clause that follows "because". */
function undeployedReason({ config, channel, by, at, reason }: Undeployment): string {
  return `${config} in ${channel} was undeployed by ${by} on ${at}: ${reason}`;
}
