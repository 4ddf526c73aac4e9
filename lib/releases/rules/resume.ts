import { recordKey, type ConfigPlace } from "../documents/database.ts";
import type { ConfigRecord, Database, ReleaseRecord } from "../generated/schema.generated.ts";
import type { Applied } from "./apply.ts";
import {
  configRecordOf,
  configText,
  unchanged,
  UNDEPLOYED,
  type ConfigDeployOptions,
} from "./config-deploy.ts";
import { pinReason } from "./outcome.ts";
import { stopOf, tracesOf, withoutTraces } from "./undeployment.ts";
import { isUntilResume } from "./until-resume.ts";

/** What is known of the place when somebody resumes it. */
export interface Resumption extends Applied {
  /** What held it, each a clause that follows "because"; nothing where nothing did. */
  readonly lifted: readonly string[];
}

/** Lets events deploy to a place again: ends its pin, or what keeps it empty. Nothing holds that back: it changes nothing that runs. */
export function resume(
  database: Database,
  { config, channel }: ConfigPlace,
  { by, at }: Pick<ConfigDeployOptions, "by" | "at">,
): Resumption {
  const place = { container: config, channel };
  const key = recordKey(place);
  const record = database.releases.find((one) => recordKey(one) === key);
  const own = configRecordOf(database, { config, channel });
  const text = record?.image ?? (own === undefined ? UNDEPLOYED : configText(own.sha));
  const result = { ...place, before: text, after: text };
  const standing = record ?? own;
  if (standing !== undefined) {
    // A pin that somebody has set for a reason of their own is theirs to remove.
    const reason = isUntilResume(standing.pinned) ? pinReason(standing, at) : undefined;
    const lifted = reason === undefined ? [] : [reason];
    if (lifted.length === 0) return { ...unchanged(database, { ...result, ...NOTHING_HELD }), lifted };
    const releases = database.releases.map((one) => (one === record ? unpinnedRelease(one) : one));
    const configs = database.configs?.map((one) =>
      one === own && record === undefined ? unpinnedConfig(one) : one,
    );
    const next = { ...database, releases, ...(configs !== undefined && { configs }) };
    return { database: next, results: [{ ...result, ...RESUMED }], changed: true, lifted };
  }
  const stop = stopOf(database, place);
  if (stop === undefined) return { ...unchanged(database, { ...result, ...NOTHING_HELD }), lifted: [] };
  const { tombstone, undeployment } = tracesOf(database, place);
  const { container: _name, ...emptied } = tombstone ?? {
    container: "",
    by,
    at,
    reason: "",
    ...undeployment,
  };
  const cleared = withoutTraces(database, [place]);
  const entry = { ...emptied, config, channel, resumed: { by, at } };
  return {
    database: { ...cleared, undeployed: [...(cleared.undeployed ?? []), entry] },
    results: [{ ...result, ...RESUMED }],
    changed: true,
    lifted: [stop.because],
  };
}

const RESUMED = { outcome: "applied", reason: "resumed" } as const;
const NOTHING_HELD = { outcome: "unchanged", reason: "nothing held it" } as const;

function unpinnedRelease({ pinned: _ended, ...record }: ReleaseRecord): ReleaseRecord {
  return record;
}

function unpinnedConfig({ pinned: _ended, ...record }: ConfigRecord): ConfigRecord {
  return record;
}
