import { Gauge, type Registry } from "prom-client";
import type { History } from "./history.ts";
import { DAYS_30, statisticsOf } from "./statistics.ts";

/** More would be more than a scrape should hold: `/v1/statistics` has them all, in pages. */
const MOST = 1000;

/** Adds what the history says of each container in the last 30 days, read at each scrape. */
export function showStatistics(history: History, registry: Registry): void {
  const gauge = (name: string, help: string, labelNames: readonly string[] = []): Gauge =>
    new Gauge({ name, help, labelNames: ["container", ...labelNames], registers: [] });
  const releases = gauge("release_api_releases", "Releases in the last 30 days, by how they came about.", [
    "kind",
  ]);
  const rolledBack = gauge("release_api_rolled_back", "Releases of the last 30 days that were rolled back.");
  const wait = gauge(
    "release_api_publish_seconds",
    "Median time from a release's commit until Argo CD was given an image with it, in the last 30 days.",
  );
  registry.registerMetric(
    new Gauge({
      name: "release_api_history_entries",
      help: "Entries of the served history.",
      registers: [],
      collect() {
        const { file } = history;
        this.set(file?.index.size ?? 0);
        for (const one of [releases, rolledBack, wait]) one.reset();
        if (file === undefined) return;
        const since = Math.floor(Date.now() / 1000) - DAYS_30;
        const recent = { containers: [], channels: [], kinds: [], since, until: Infinity };
        for (const one of statisticsOf(file.index, recent, DAYS_30).slice(0, MOST)) {
          const { container, publish_seconds: seconds } = one;
          releases.set({ container, kind: "release" }, one.releases);
          releases.set({ container, kind: "promotion" }, one.promotions);
          releases.set({ container, kind: "rollback" }, one.rollbacks);
          rolledBack.set({ container }, one.rolled_back);
          if (seconds !== null) wait.set({ container }, seconds.median);
        }
      },
    }),
  );
  // After the one that sets them.
  for (const one of [releases, rolledBack, wait]) registry.registerMetric(one);
}
