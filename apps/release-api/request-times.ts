import type { Metric, Registry } from "prom-client";

/** Seconds: most answers take less than a millisecond. */
const BOUNDS = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1, 5];
const NAME = "release_api_request_duration_seconds";

interface Series {
  readonly labels: Readonly<Record<"method" | "route" | "status", string | number>>;
  /** By bound; the last one is for what took longer. */
  readonly counts: number[];
  sum: number;
}

/**
 * A histogram of requests. prom-client's own takes longer for one observation than the rest of most answers; this one
 * counts, and gives prom-client the values when they are asked for.
 */
export class RequestTimes {
  readonly #series = new Map<string, Series>();

  /** @param route as it was registered: `/v1/releases/:container/:channel` */
  observe(method: string, route: string, status: number, seconds: number): void {
    const key = `${method} ${route} ${status}`;
    let series = this.#series.get(key);
    if (series === undefined) {
      series = {
        labels: { method, route, status },
        counts: Array.from({ length: BOUNDS.length + 1 }, () => 0),
        sum: 0,
      };
      this.#series.set(key, series);
    }
    let place = 0;
    while (seconds > (BOUNDS[place] ?? Infinity)) place += 1;
    series.counts[place] = (series.counts[place] ?? 0) + 1;
    series.sum += seconds;
  }

  register(registry: Registry): void {
    const metric = {
      name: NAME,
      help: "Requests by method, route and status, with their duration.",
      type: "histogram",
      aggregator: "sum",
    };
    // A registry asks no more of a metric than this.
    registry.registerMetric({
      ...metric,
      get: () => ({ ...metric, values: [...this.#series.values()].flatMap(valuesOf) }),
    } as unknown as Metric);
  }
}

function valuesOf({ labels, counts, sum }: Series): readonly object[] {
  let count = 0;
  const buckets = counts.map((some, place) => {
    count += some;
    return { metricName: `${NAME}_bucket`, labels: { le: BOUNDS[place] ?? "+Inf", ...labels }, value: count };
  });
  return [
    ...buckets,
    { metricName: `${NAME}_sum`, labels, value: sum },
    { metricName: `${NAME}_count`, labels, value: count },
  ];
}
