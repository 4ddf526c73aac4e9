import type { FastifyInstance } from "fastify";
import type { Logger } from "pino";
import { serveWithBodies } from "../../lib/http/bodies.ts";
import type { Endpoint } from "../../lib/http/endpoint.ts";
import type { Readiness } from "../../lib/http/health.ts";
import { metricsEndpoint } from "../../lib/http/metrics.ts";
import { openApiEndpoint } from "../../lib/http/openapi-endpoint.ts";
import { createHttpServer } from "../../lib/http/server.ts";
import type { Store } from "./database/store.ts";
import { EventHub } from "./events/hub.ts";
import type { Follower } from "./follow/follower.ts";
import type { History } from "./history/history.ts";
import { channelsEndpoint } from "./http/channels.ts";
import { serveDashboard } from "./http/dashboard.ts";
import { DataServer } from "./http/data.ts";
import { DESCRIPTION } from "./http/description.ts";
import { eventsEndpoint } from "./http/events.ts";
import { databaseHealthEndpoint, describeHealth } from "./http/health.ts";
import { historyEndpoint } from "./http/history.ts";
import { HOOK_BODY_LIMIT, hookEndpoint } from "./http/hook.ts";
import { servePastPages } from "./http/pages.ts";
import { releaseEndpoint } from "./http/release.ts";
import { releasesEndpoint } from "./http/releases.ts";
import { reloadEndpoint } from "./http/reload.ts";
import { statisticsEndpoint } from "./http/statistics.ts";
import { createMetrics } from "./metrics.ts";
import type { Settings } from "./settings.ts";

export interface ReleaseApiOptions {
  readonly settings: Settings;
  readonly store: Store;
  readonly history: History;
  /** Undefined where the files on disk are served. */
  readonly follower?: Follower | undefined;
  readonly readiness: Readiness;
  readonly log: Logger;
  /** Where the dashboard's files are, its own and those of all pages. */
  readonly dashboard: readonly string[];
}

/** The release API with all endpoints, not listening yet. Closing it ends the event streams. */
export async function createReleaseApi(options: ReleaseApiOptions): Promise<FastifyInstance> {
  const { settings, store, history, follower, readiness, log } = options;
  const metrics = createMetrics({ store, history, follower });
  const { app, everyAnswer, overload, remembered, serve } = createHttpServer({
    settings,
    readiness,
    log,
    metrics,
  });
  const hub = new EventHub(store, () => describeHealth({ store, follower }, readiness));
  app.addHook("preClose", () => hub.close());

  const data = new DataServer(store, remembered);
  const endpoints: readonly Endpoint[] = [
    databaseHealthEndpoint({ store, follower }, readiness),
    ...[releasesEndpoint, releaseEndpoint, channelsEndpoint].map((endpoint) => data.endpoint(endpoint)),
    historyEndpoint(history, settings.githubUrl),
    statisticsEndpoint(history),
    eventsEndpoint(hub, everyAnswer, overload),
    reloadEndpoint(store, settings.reloadToken),
    metricsEndpoint(metrics),
  ];
  const hook = hookEndpoint(follower, settings.follow?.webhookSecrets);
  await serve([...endpoints, openApiEndpoint(DESCRIPTION, [...endpoints, hook])]);
  await serveWithBodies(app, [hook], { overload, bodyLimit: HOOK_BODY_LIMIT });
  await servePastPages(app, overload, { store, history, githubUrl: settings.githubUrl });
  await serveDashboard(app, overload, { directories: options.dashboard, githubUrl: settings.githubUrl });
  return app;
}
