import { chartAt, recordKey } from "../releases/documents/database.ts";
import type {
  ChartRecord,
  ConfigRecord,
  Database,
  ReleaseRecord,
} from "../releases/generated/schema.generated.ts";
import { configRecordOf } from "../releases/rules/config-deploy.ts";
import type { Target } from "./target.ts";

/**
 * The ledger's entry for a target, whatever runs there: an image's record, the one of a config without an image, or a chart's.
 *
 * @param container whose image it is; the config's own unless said
 */
export function entryOf(
  { database }: { readonly database: Database },
  target: Target,
  container = target.config,
): ReleaseRecord | ConfigRecord | ChartRecord | undefined {
  const key = recordKey({ container, channel: target.channel });
  return (
    database.releases.find((one) => recordKey(one) === key) ??
    configRecordOf(database, target) ??
    chartAt(database, target)
  );
}
