import { placeOfConfig, recordKey, type Place } from "../documents/database.ts";
import type { Database, Pin, Source, Tombstone, Undeployment } from "../generated/schema.generated.ts";
import type { PlaceEntry } from "./place-entry.ts";

/** What a commit did to a place. `edit` and `remove` were made by hand, without one of this suite's operations. */
export const HISTORY_KINDS = [
  "release",
  "promote",
  "rollback",
  "pin",
  "unpin",
  "retire",
  "undeploy",
  "resume",
  "edit",
  "remove",
] as const;

export type HistoryKind = (typeof HISTORY_KINDS)[number];

/** What runs in a place: an image, a chart's version, or a config's commit. */
export type Running =
  | { readonly image: string; readonly digest?: string | undefined; readonly source?: Source | undefined }
  | { readonly chart: string; readonly version: string; readonly digest: string }
  | { readonly repository: string; readonly path: string; readonly sha: string };

/** One change of one place, as an audit reads it. */
export interface HistoryEntry extends Place {
  /** When it was committed. */
  readonly at: string;
  readonly kind: HistoryKind;
  /** Null where nothing ran before, or runs after. */
  readonly from: Running | null;
  readonly to: Running | null;
  /** The person who asked for it. */
  readonly by: string;
  /** The commit's author: for an operation of this suite, the App or bot that acted for the person. */
  readonly committed_by: string;
  /** The release repository's commit. */
  readonly commit: string;
  readonly dispatch_id?: string | undefined;
  /** The deploy server's request. */
  readonly request_id?: string | undefined;
  readonly reason?: string | undefined;
  readonly promoted_from?: string | undefined;
  readonly forced?: true | undefined;
  readonly pinned?: Pin | undefined;
}

/** Everything that a database says of its places, by recordKey; of a place that is on several lists, as `entryAt` does. */
export function placeEntries(database: Database): ReadonlyMap<string, PlaceEntry> {
  const { releases, retired = [], charts = [], configs = [], undeployed = [] } = database;
  const found = new Map<string, PlaceEntry>();
  const empty = (place: Place, trace: Tombstone | Undeployment): unknown =>
    found.set(recordKey(place), { kind: "undeployed", trace });
  for (const trace of undeployed) empty(placeOfConfig(trace), trace);
  for (const trace of retired) empty(trace, trace);
  for (const record of charts) found.set(recordKey(placeOfConfig(record)), { kind: "chart", record });
  for (const record of configs) found.set(recordKey(placeOfConfig(record)), { kind: "config", record });
  for (const record of releases) found.set(recordKey(record), { kind: "image", record });
  return found;
}

/** What runs according to an entry; null where nothing does. */
export function runningOf(entry: PlaceEntry | undefined): Running | null {
  switch (entry?.kind) {
    case "image": {
      const { image, digest, source } = entry.record;
      return { image, ...(digest !== undefined && { digest }), ...(source !== undefined && { source }) };
    }
    case "chart": {
      const { chart, version, digest } = entry.record;
      return { chart, version, digest };
    }
    case "config": {
      const { repository, path, sha } = entry.record;
      return { repository, path, sha };
    }
    default:
      return null;
  }
}
