import { chartAt, placeOfConfig } from "../documents/database.ts";
import type { ChartRecord, Database } from "../generated/schema.generated.ts";
import type { Applied, ReleaseResult } from "./apply.ts";
import { gateReasons, type Gates } from "./closed.ts";
import { pinReason } from "./outcome.ts";

/** A chart at a version, for a config in a channel. */
export interface ChartChange extends Pick<ChartRecord, "config" | "channel"> {
  /** What is to run; undefined where nothing is to run any more. */
  readonly to: Pick<ChartRecord, "chart" | "version" | "digest"> | undefined;
}

export interface ChartOptions extends Gates {
  /** Who releases: a GitHub login. */
  readonly by: string;
  /** The operation's id, which the record carries. */
  readonly id: string;
}

/**
 * Writes which version of a chart runs in a channel, or that none does. Pins, freezes and locks hold it as they hold
 * images. Pure; writing it again changes nothing.
 */
export function applyChart(database: Database, change: ChartChange, options: ChartOptions): Applied {
  const { config, channel, to } = change;
  const record = chartAt(database, change);
  const places = { ...placeOfConfig(change), before: textOf(record), after: textOf(to) };
  const done = (outcome: ReleaseResult["outcome"], reason: string): Applied => ({
    database,
    results: [{ ...places, outcome, reason }],
    changed: false,
  });
  if (saysTheSame(record, to)) return done("unchanged", "");
  const hold = [record && pinReason(record, options.at), ...gateReasons(options, placeOfConfig(change))];
  const reason = hold.filter((one) => one !== undefined).join("; and ");
  if (reason !== "") return done("held", reason);
  const others = (database.charts ?? []).filter((one) => one !== record);
  const next = to && { ...record, config, channel, ...to, ...writtenNow(options) };
  const { charts: _before, ...rest } = database;
  const charts = next === undefined ? others : [...others, next];
  return {
    database: charts.length === 0 ? rest : { ...rest, charts },
    results: [{ ...places, outcome: "applied", reason: "" }],
    changed: true,
  };
}

function writtenNow({
  at,
  by,
  id,
}: ChartOptions): Pick<ChartRecord, "released_at" | "released_by" | "dispatch_id"> {
  return { released_at: at, released_by: by, dispatch_id: id };
}

function saysTheSame(record: ChartRecord | undefined, to: ChartChange["to"]): boolean {
  if (record === undefined || to === undefined) return record === to;
  return record.chart === to.chart && record.version === to.version && record.digest === to.digest;
}

/** As commits name it: with its version as a tag. */
function textOf(chart: ChartChange["to"]): string | null {
  return chart === undefined ? null : `${chart.chart}:${chart.version}`;
}
