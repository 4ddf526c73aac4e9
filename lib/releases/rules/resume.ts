import { chartAt, recordKey, type ConfigPlace } from "../documents/database.ts";
import type { Database, Pin } from "../generated/schema.generated.ts";
import type { Applied } from "./apply.ts";
import { chartText } from "./charts.ts";
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
  const chart = chartAt(database, { config, channel });
  const standing = record ?? own ?? chart;
  const text = record?.image ?? (own && configText(own.sha)) ?? (chart && chartText(chart)) ?? UNDEPLOYED;
  const result = { ...place, before: text, after: text };
  if (standing !== undefined) {
    // A pin that somebody has set for a reason of their own is theirs to remove.
    const reason = isUntilResume(standing.pinned) ? pinReason(standing, at) : undefined;
    const lifted = reason === undefined ? [] : [reason];
    if (lifted.length === 0) return { ...unchanged(database, { ...result, ...NOTHING_HELD }), lifted };
    const unpinned = <T extends Pinned>(list: readonly T[]): T[] =>
      list.map((one) => (Object.is(one, standing) ? withoutPin(one) : one));
    const { releases, configs, charts } = database;
    const next = {
      ...database,
      releases: unpinned(releases),
      ...(configs !== undefined && { configs: unpinned(configs) }),
      ...(charts !== undefined && { charts: unpinned(charts) }),
    };
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

interface Pinned {
  pinned?: Pin;
}

function withoutPin<T extends Pinned>(record: T): T {
  const next = { ...record };
  delete next.pinned;
  return next;
}
