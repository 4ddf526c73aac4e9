import { chartAt, placeOfConfig } from "../documents/database.ts";
import type { ChartRecord, Database } from "../generated/schema.generated.ts";
import type { Applied, ReleaseResult } from "./apply.ts";
import { gateReasons, type Gates } from "./closed.ts";
import { stopOf, withoutTraces } from "./undeployment.ts";
import { keepsPin, pinAfter, pinHold, type PinOptions } from "./until-resume.ts";

/** A chart at a version, for a config in a channel. */
export interface ChartChange extends Pick<ChartRecord, "config" | "channel"> {
  /** What is to run; undefined where nothing is to run any more. */
  readonly to: Pick<ChartRecord, "chart" | "version" | "digest"> | undefined;
}

export interface ChartOptions extends Gates, PinOptions {
  /** Who releases: a GitHub login. */
  readonly by: string;
  /** The operation's id, which the record carries. */
  readonly id: string;
  /** Why it is taken out, where nothing is to run any more; one line. */
  readonly reason?: string | undefined;
}

/**
 * Writes which version of a chart runs in a channel, or that none does. Pins, freezes and locks hold it as they hold
 * images. Pure; writing it again changes nothing.
 */
export function applyChart(database: Database, change: ChartChange, options: ChartOptions): Applied {
  const { to } = change;
  const record = chartAt(database, change);
  const places = { ...placeOfConfig(change), before: textOf(record), after: textOf(to) };
  const done = (outcome: ReleaseResult["outcome"], reason: string): Applied => ({
    database,
    results: [{ ...places, outcome, reason }],
    changed: false,
  });
  if (saysTheSame(record, to) && (to === undefined || keepsPin(record, options)))
    return done("unchanged", "");
  const reason = holdReason(database, change, options);
  if (reason !== undefined) return done("held", reason);
  return {
    database:
      to === undefined ? takenOut(database, change, options) : written(database, { ...change, to }, options),
    results: [{ ...places, outcome: "applied", reason: "" }],
    changed: true,
  };
}

/** All that keeps a place as it is; undefined where nothing does. */
function holdReason(
  database: Database,
  { to, ...change }: ChartChange,
  { bringsBack = false, ...options }: ChartOptions,
): string | undefined {
  const record = chartAt(database, change);
  const isBack = record === undefined && to !== undefined && !bringsBack;
  const stop = isBack ? stopOf(database, placeOfConfig(change)) : undefined;
  return (
    [
      pinHold(record, { ...options, bringsBack }),
      stop?.because,
      ...gateReasons(options, placeOfConfig(change)),
    ]
      .filter((one) => one !== undefined)
      .join("; and ") || undefined
  );
}

function written(
  database: Database,
  { to, ...change }: ChartChange & { readonly to: NonNullable<ChartChange["to"]> },
  options: ChartOptions,
): Database {
  const { pinned: _before, ...kept } = chartAt(database, change) ?? {};
  const { at, by, id } = options;
  const pinned = pinAfter(chartAt(database, change), options);
  const next: ChartRecord = {
    ...kept,
    ...change,
    ...to,
    released_at: at,
    released_by: by,
    dispatch_id: id,
    ...(pinned !== undefined && { pinned }),
  };
  const charts = [...othersThan(database, change), next];
  return { ...withoutTraces(database, [placeOfConfig(change)]), charts };
}

/** Says also who has taken it out, so that nothing brings it back by itself. */
function takenOut(
  database: Database,
  { config, channel }: ChartChange,
  { at, by, reason = "undeployed" }: ChartOptions,
): Database {
  const { charts: _before, ...rest } = withoutTraces(database, [placeOfConfig({ config, channel })]);
  const charts = othersThan(database, { config, channel });
  const undeployed = [...(rest.undeployed ?? []), { config, channel, by, at, reason }];
  return { ...rest, ...(charts.length > 0 && { charts }), undeployed };
}

function othersThan(database: Database, place: Pick<ChartChange, "config" | "channel">): ChartRecord[] {
  const record = chartAt(database, place);
  return (database.charts ?? []).filter((one) => one !== record);
}

function saysTheSame(record: ChartRecord | undefined, to: ChartChange["to"]): boolean {
  if (record === undefined || to === undefined) return record === to;
  return record.chart === to.chart && record.version === to.version && record.digest === to.digest;
}

function textOf(chart: ChartChange["to"]): string | null {
  return chart === undefined ? null : chartText(chart);
}

/** As commits name it: with its version as a tag. */
export function chartText({ chart, version }: Pick<ChartRecord, "chart" | "version">): string {
  return `${chart}:${version}`;
}
