import { Counter, Gauge, Histogram } from "prom-client";
import { ServerMetrics } from "../../lib/http/metrics.ts";
import type { Store } from "./database/store.ts";
import type { Follower } from "./follow/follower.ts";
import type { History } from "./history/history.ts";
import { showStatistics } from "./history/show-statistics.ts";

interface Measured {
  readonly store: Store;
  readonly history: History;
  readonly follower?: Follower | undefined;
}

/** One server's Prometheus metrics: those of every server, and the database's. */
export function createMetrics({ store, history, follower }: Measured): ServerMetrics {
  const metrics = new ServerMetrics("release_api");
  const { registry } = metrics;
  countReloads(store, [registry]);
  showStatistics(history, registry);
  metrics.gauge("release_api_records", "Records in the served database.", () => store.snapshot?.size ?? 0);
  metrics.gauge("release_api_degraded", "1 while the files are invalid.", () =>
    Number(store.problems.length > 0),
  );
  metrics.gauge("release_api_database_age_seconds", "Time since the served version was loaded.", () =>
    store.snapshot === undefined ? 0 : (Date.now() - store.snapshot.loadedAt.getTime()) / 1000,
  );
  metrics.gauge(
    "release_api_branch_age_seconds",
    "Time since GitHub said where the followed branch is.",
    () =>
      follower?.followed.seenAt === undefined ? 0 : (Date.now() - follower.followed.seenAt.getTime()) / 1000,
  );
  registry.registerMetric(
    new Gauge({
      name: "release_api_database_info",
      help: "The served version, as a label.",
      labelNames: ["version"],
      registers: [],
      collect() {
        this.reset();
        if (store.snapshot !== undefined) this.set({ version: store.snapshot.version }, 1);
      },
    }),
  );
  return metrics;
}

function countReloads(store: Store, registers: [ServerMetrics["registry"]]): void {
  const reloads = new Counter({
    name: "release_api_reloads_total",
    help: "Reads of the database files by result: loaded, unchanged or broken.",
    labelNames: ["result"],
    registers,
  });
  const reloadTime = new Histogram({
    name: "release_api_reload_duration_seconds",
    help: "Duration of reads of the database files.",
    buckets: [0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30],
    registers,
  });
  for (const result of ["loaded", "unchanged", "broken"]) reloads.inc({ result }, 0);
  store.onReload(({ kind }, _before, milliseconds) => {
    reloads.inc({ result: kind });
    reloadTime.observe(milliseconds / 1000);
  });
}
