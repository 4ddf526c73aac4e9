import { randomBytes } from "node:crypto";
import { hostname } from "node:os";
import { LogLevel, WebClient } from "@slack/web-api";
import type { FastifyInstance } from "fastify";
import type { Logger } from "pino";
import { serveWithBodies } from "../../lib/http/bodies.ts";
import type { Readiness } from "../../lib/http/health.ts";
import { maskingLog } from "../../lib/http/masking-log.ts";
import { metricsEndpoint, ServerMetrics } from "../../lib/http/metrics.ts";
import { openApiEndpoint } from "../../lib/http/openapi-endpoint.ts";
import { createHttpServer } from "../../lib/http/server.ts";
import type { Store } from "../../lib/store/store.ts";
import { admins } from "./api/admit.ts";
import { DESCRIPTION } from "./api/description.ts";
import { dispatchesEndpoint } from "./api/dispatches.ts";
import { readingEndpoints, writingEndpoints } from "./api/endpoints.ts";
import { systemClock, type Clock } from "./clock.ts";
import { AwaitedDispatches } from "./dispatches/awaited.ts";
import { tellReports } from "./dispatches/report.ts";
import { tellOutcomes } from "./dispatches/tell.ts";
import { writeDispatches } from "./dispatches/write.ts";
import { SpecSource } from "./engines/kubernetes/specs.ts";
import { Engines, repositoryNamesAt } from "./engines/open.ts";
import { GitHubAccess } from "./github/access.ts";
import { FLUX_BODY_LIMIT, fluxEndpoint } from "./http/flux.ts";
import { GITHUB_BODY_LIMIT, githubEndpoint } from "./http/github.ts";
import { livenessEndpoint, readinessEndpoint } from "./http/health.ts";
import { linkCallbackEndpoint, linkEndpoint } from "./http/link.ts";
import { signInEndpoint } from "./http/sign-in.ts";
import { commandsEndpoint, interactionsEndpoint, SLACK_BODY_LIMIT } from "./http/slack.ts";
import { API_BODY_LIMIT, syncEndpoints } from "./http/syncs.ts";
import { sendMessages } from "./messages/send.ts";
import { DeployMetrics } from "./metrics.ts";
import { Nudges } from "./nudges.ts";
import { servePages } from "./pages/routes.ts";
import { ChartRegistry } from "./registry/charts.ts";
import { RegistryClient } from "./registry/client.ts";
import { loginsFrom } from "./registry/logins.ts";
import { Rush } from "./rush.ts";
import type { Settings } from "./settings.ts";
import { startSocketMode } from "./slack/socket-mode.ts";
import { workOnSyncs } from "./syncs/work.ts";
import { keepPreviews } from "./worker/branch-previews.ts";
import { requestDriver } from "./worker/drive.ts";
import { inboxWorker } from "./worker/inbox.ts";
import { clusterKeeper } from "./worker/keep-clusters.ts";
import { startLoop } from "./worker/loop.ts";
import { Retries } from "./worker/retries.ts";
import { sweep } from "./worker/sweep.ts";
import { stopWatches } from "./worker/watches.ts";
import type { World } from "./world.ts";

export interface DeployServerOptions {
  readonly settings: Settings;
  readonly store: Store;
  readonly readiness: Readiness;
  readonly log: Logger;
  /** What decisions go by; the machine's own time unless told. */
  readonly clock?: Clock;
  /** How long a part sleeps that found nothing to do. */
  readonly pollMs?: number;
  /** How long a form that was sent is checked before it is taken as it is. */
  readonly formPatienceMs?: number;
  /** How long nothing may be heard on a websocket of Slack before it is asked whether it is there. */
  readonly socketSilenceMs?: number;
}

export interface DeployServer {
  readonly app: FastifyInstance;
  readonly world: World;
  /** Takes no more work; resolves when what is under way has ended. */
  readonly stopWork: () => Promise<void>;
}

const POLL_MS = 1_000;
const FORM_PATIENCE_MS = 1_800;
const SLACK_TIMEOUT_MS = 10_000;
/** Slack pings more often. */
const SOCKET_SILENCE_MS = 15_000;

/** The deploy server at work, not yet listening. */
export async function createDeployServer(options: DeployServerOptions): Promise<DeployServer> {
  const { settings, readiness, log } = options;
  const world = worldOf(options);
  const metrics = new ServerMetrics("deploy_server");
  world.metrics.register(metrics.registry, world.db);
  const { app, overload, serve } = createHttpServer({ settings, readiness, log, metrics });
  const slack = [commandsEndpoint(world), interactionsEndpoint(world)];
  const github = [githubEndpoint(world)];
  const flux = [fluxEndpoint(world)];
  const plain = [
    livenessEndpoint,
    readinessEndpoint(world, readiness),
    linkEndpoint(world),
    linkCallbackEndpoint(world),
    signInEndpoint(world),
    metricsEndpoint(metrics),
    ...readingEndpoints(world),
  ];
  await serveWithBodies(app, slack, { overload, bodyLimit: SLACK_BODY_LIMIT });
  await serveWithBodies(app, github, { overload, bodyLimit: GITHUB_BODY_LIMIT });
  await serveWithBodies(app, flux, { overload, bodyLimit: FLUX_BODY_LIMIT });
  const syncs = syncEndpoints(world, admins(world));
  const writing = [syncs.begin, dispatchesEndpoint(world), ...writingEndpoints(world)];
  await serveWithBodies(app, writing, { overload, bodyLimit: API_BODY_LIMIT });
  await serve([
    ...plain,
    syncs.show,
    openApiEndpoint(DESCRIPTION, [...slack, ...github, ...flux, ...writing, syncs.show, ...plain]),
  ]);
  await servePages(app, overload, world);
  const inbox = inboxWorker(world);
  const requests = requestDriver(world);
  const loops = [
    startLoop(world, "inbox", inbox.work),
    startLoop(world, "requests", requests.work),
    startLoop(world, "messages", () => sendMessages(world)),
    startLoop(world, "sweep", () => sweep(world)),
    startLoop(world, "syncs", () => workOnSyncs(world)),
    startLoop(world, "clusters", clusterKeeper(world)),
    startLoop(world, "previews", () => keepPreviews(world)),
    startLoop(world, "dispatches", () => writeDispatches(world)),
    startLoop(world, "outcomes", () => tellOutcomes(world)),
    startLoop(world, "reports", () => tellReports(world)),
  ];
  const { appToken } = settings.slack;
  const socketMode = appToken === undefined ? undefined : startSocketMode(world, appToken);
  return {
    app,
    world,
    stopWork: async () => {
      socketMode?.stop();
      stopWatches(world);
      world.awaited.stop();
      await Promise.all(loops.map((loop) => loop.stop()));
      await Promise.all([inbox.ended(), requests.ended()]);
    },
  };
}

function worldOf({
  settings,
  store,
  log,
  clock = systemClock,
  pollMs = POLL_MS,
  formPatienceMs = FORM_PATIENCE_MS,
  socketSilenceMs = SOCKET_SILENCE_MS,
}: DeployServerOptions): World {
  const replica = `${hostname()}-${process.pid}-${randomBytes(3).toString("hex")}`;
  const github = new GitHubAccess(settings.github, maskingLog(log));
  const host = { db: store.db, specs: new SpecSource(github), clock, replica };
  return {
    settings,
    db: store.db,
    clock,
    log,
    github,
    // A call that fails is made again by whoever wanted it, later: nothing waits within the client.
    slack: new WebClient(settings.slack.botToken, {
      slackApiUrl: settings.slack.apiUrl,
      // Unless told, it waits for as long as the connection is open, and whoever called with it.
      timeout: SLACK_TIMEOUT_MS,
      logLevel: LogLevel.ERROR,
      retryConfig: { retries: 0 },
      rejectRateLimitedCalls: true,
    }),
    registry: new RegistryClient(loginsFrom(settings.registryLogins)),
    charts: new ChartRegistry(loginsFrom(settings.registryLogins)),
    replica,
    nudges: new Nudges(),
    rush: new Rush(),
    awaited: new AwaitedDispatches(),
    retries: new Retries(),
    metrics: new DeployMetrics(),
    watches: new Map(),
    engines: new Engines(host, repositoryNamesAt(settings.github.url)),
    pollMs,
    formPatienceMs,
    socketSilenceMs,
  };
}
