import type { ChartRecord, ConfigRecord, Database, ReleaseRecord } from "../generated/schema.generated.ts";
import { existsInCalendar } from "./calendar.ts";
import {
  CHART_FIELDS,
  CONFIG_FIELDS,
  DATABASE_FIELDS,
  RECORD_FIELDS,
  TOMBSTONE_FIELDS,
  UNDEPLOYMENT_FIELDS,
} from "./fields.ts";
import { located, parseJson } from "./json-text.ts";
import { InvalidDocument, requireValid } from "./problem.ts";
import { databaseProblems, type SchemaProblem } from "./schema-problems.ts";

/**
 * Parses the database file.
 * @param document its path, for messages
 * @throws InvalidDocument with line and column if it is not JSON, violates db/db.schema.json, repeats a record, or has
 *   a pin that ends on a date that does not exist
 */
export function parseDatabase(text: string, document: string): Database {
  const data = parseJson(text, document);
  if (!isDatabase(data)) throw new InvalidDocument(document, located(text, databaseProblems(data)));
  const contradictions = [
    ...repeated("releases", data.releases),
    ...repeated("retired", data.retired ?? []),
    ...repeated("charts", (data.charts ?? []).map(placeOfConfig)),
    ...repeated("configs", (data.configs ?? []).map(placeOfConfig)),
    ...repeated("undeployed", (data.undeployed ?? []).map(placeOfConfig)),
    ...impossiblePinEnds("releases", data.releases),
    ...impossiblePinEnds("charts", data.charts ?? []),
    ...impossiblePinEnds("configs", data.configs ?? []),
  ];
  requireValid(document, located(text, contradictions));
  return data;
}

/** Whether data matches db/db.schema.json; records may still repeat each other. */
export function isDatabase(data: unknown): data is Database {
  return databaseProblems(data).length === 0;
}

/**
 * The text of the database file: sorted, keys in a fixed order, two spaces, a final newline, so that one release is a
 * one-record diff. Fields unknown to this version follow the known ones.
 */
export function serializeDatabase(database: Database): string {
  const releases = database.releases
    .toSorted(byContainerThenChannel)
    .map((record) => ordered(record, RECORD_FIELDS));
  const retired = database.retired
    ?.toSorted(byContainerThenChannel)
    .map((tombstone) => ordered(tombstone, TOMBSTONE_FIELDS));
  const charts = sortedConfigs(database.charts, CHART_FIELDS);
  const configs = sortedConfigs(database.configs, CONFIG_FIELDS);
  const undeployed = sortedConfigs(database.undeployed, UNDEPLOYMENT_FIELDS);
  const whole = {
    ...database,
    releases,
    ...(retired !== undefined && { retired }),
    ...(charts !== undefined && { charts }),
    ...(configs !== undefined && { configs }),
    ...(undeployed !== undefined && { undeployed }),
  };
  return `${JSON.stringify(ordered(whole, DATABASE_FIELDS), undefined, 2)}\n`;
}

function sortedConfigs(
  list: readonly ConfigPlace[] | undefined,
  fields: readonly string[],
): readonly object[] | undefined {
  return list
    ?.toSorted((a, b) => byContainerThenChannel(placeOfConfig(a), placeOfConfig(b)))
    .map((entry) => ordered(entry, fields));
}

/** A config in a channel. */
export type ConfigPlace = Pick<ConfigRecord, "config" | "channel">;

/** A config's place, by which policy and locks know it: they call a config what they call a container. */
export function placeOfConfig({ config, channel }: ConfigPlace): Place {
  return { container: config, channel };
}

/** A container in a channel. */
export type Place = Pick<ReleaseRecord, "container" | "channel">;

/** Every place in which something is deployed, or was until it was retired or undeployed. */
export function placesOf({
  releases,
  retired = [],
  charts = [],
  configs = [],
  undeployed = [],
}: Database): readonly Place[] {
  return [...releases, ...retired, ...[...charts, ...configs, ...undeployed].map(placeOfConfig)];
}

/** The chart that is on record for a config in a channel. */
export function chartAt(
  { charts = [] }: Pick<Database, "charts">,
  { config, channel }: ConfigPlace,
): ChartRecord | undefined {
  return charts.find((one) => one.config === config && one.channel === channel);
}

/** A key for a container in a channel; neither name contains a space. */
export function recordKey({ container, channel }: Place): string {
  return `${container} ${channel}`;
}

/**
 * Returns an object unchanged if it is in order, as most are: rebuilding them all took half of the time for a large
 * database. `Object.fromEntries` defines properties, so a field named `__proto__` stays a field.
 */
function ordered(object: object, first: readonly string[]): object {
  if (isOrdered(Object.keys(object), first)) return object;
  const entries = new Map<string, unknown>(Object.entries(object));
  const known = first.filter((key) => entries.has(key)).map((key) => [key, entries.get(key)] as const);
  const unknown = [...entries].filter(([key]) => !first.includes(key));
  return Object.fromEntries([...known, ...unknown]);
}

function isOrdered(keys: readonly string[], first: readonly string[]): boolean {
  let last = -1;
  return keys.every((key) => {
    const place = first.indexOf(key);
    const rank = place === -1 ? first.length : place;
    const follows = rank >= last;
    last = rank;
    return follows;
  });
}

/** By code unit, not by locale, so that every machine writes the same file. */
function byContainerThenChannel(a: Place, b: Place): number {
  return compare(a.container, b.container) || compare(a.channel, b.channel);
}

function compare(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}

function repeated(
  list: "releases" | "retired" | "charts" | "configs" | "undeployed",
  places: readonly Place[],
): readonly SchemaProblem[] {
  const first = new Map<string, number>();
  return places.flatMap((place, index) => {
    const earlier = first.get(recordKey(place));
    if (earlier === undefined) {
      first.set(recordKey(place), index);
      return [];
    }
    const path = `${list}[${index}]`;
    const message = `${path} repeats ${place.container} in ${place.channel}, which is ${list}[${earlier}]: keep one`;
    return [{ path, message, segments: [list, index] }];
  });
}

/** JavaScript would end the pin on another day, or at once. */
function impossiblePinEnds(
  list: "releases" | "charts" | "configs",
  records: readonly Pick<ReleaseRecord, "pinned">[],
): readonly SchemaProblem[] {
  return records.flatMap(({ pinned }, index) => {
    const until = pinned?.until;
    if (until === undefined || existsInCalendar(until)) return [];
    const path = `${list}[${index}].pinned.until`;
    const message = `${path} is ${until}, a date that does not exist: correct it, or remove until`;
    return [{ path, message, segments: [list, index, "pinned", "until"] }];
  });
}
