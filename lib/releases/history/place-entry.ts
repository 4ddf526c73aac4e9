import { chartAt, recordKey, type Place } from "../documents/database.ts";
import type {
  ChartRecord,
  ConfigRecord,
  Database,
  ReleaseRecord,
  Tombstone,
  Undeployment,
} from "../generated/schema.generated.ts";
import { configRecordOf } from "../rules/config-deploy.ts";
import { tracesOf } from "../rules/undeployment.ts";

/** What a database says of a place: what is deployed there, or that nothing is any more. */
export type PlaceEntry =
  | { readonly kind: "image"; readonly record: ReleaseRecord }
  | { readonly kind: "config"; readonly record: ConfigRecord }
  | { readonly kind: "chart"; readonly record: ChartRecord }
  | { readonly kind: "undeployed"; readonly trace: Tombstone | Undeployment };

/** @returns undefined where nothing was ever deployed */
export function entryAt(database: Database, place: Place): PlaceEntry | undefined {
  const target = { config: place.container, channel: place.channel };
  const release = database.releases.find((one) => recordKey(one) === recordKey(place));
  if (release !== undefined) return { kind: "image", record: release };
  const config = configRecordOf(database, target);
  if (config !== undefined) return { kind: "config", record: config };
  const chart = chartAt(database, target);
  if (chart !== undefined) return { kind: "chart", record: chart };
  const { tombstone, undeployment } = tracesOf(database, place);
  const trace = tombstone ?? undeployment;
  return trace && { kind: "undeployed", trace };
}
