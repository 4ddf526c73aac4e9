import { defaults, getUserAgentWithOrchestrationId, GitHub } from "@actions/github/lib/utils";
import { createAppAuth } from "@octokit/auth-app";
import { retry } from "@octokit/plugin-retry";
import { throttling } from "@octokit/plugin-throttling";
import Bottleneck from "bottleneck/light.js";
import { RequestError } from "@octokit/request-error";
import { EarlyToken } from "./failure.ts";
import type { Log } from "./log.ts";

const ResilientGitHub = GitHub.plugin(retry, throttling);

export type Client = InstanceType<typeof ResilientGitHub>;

/** No request waits longer than this for its answer: an answer that late is a lost one. */
const REQUEST_TIMEOUT_MS = 30_000;
/** What is sent at all gets this long, also at the deadline. */
const SHORTEST_TIMEOUT_MS = 1000;

export interface Patience {
  readonly log: Log;
  /** Epoch milliseconds after which no limit is waited out any more. */
  readonly deadline: number;
}

export interface ClientOptions extends Patience {
  readonly token: string;
}

/** A GitHub App, as it proves itself. */
export interface App {
  /** Its id or its client id. */
  readonly appId: string;
  /** PKCS#8 PEM. */
  readonly privateKey: string;
}

/**
 * Octokit with the runner's proxies and addresses (GITHUB_API_URL, of which GraphQL's is derived; so GitHub
 * Enterprise Server works), a time limit for every request, retries of failures that pass (plugin-retry: 5xx and
 * lost connections, three times in 14 s) and visible waiting for rate limits (plugin-throttling).
 *
 * A caller that must not send a write twice says `request: { retries: 0 }` and decides for itself, on limits too.
 */
export function createClient({ token, ...patience }: ClientOptions): Client {
  const client = new ResilientGitHub({ ...resilience(patience), auth: `token ${token}` });
  if (token.startsWith(INSTALLATION_TOKEN)) client.hook.error("request", tellEarlyToken);
  return client;
}

/**
 * A job's own token is made when the job starts: about as old as this process. One that is made later is borne with in
 * bearFreshToken.
 */
const INSTALLATION_TOKEN = "ghs_";
const YOUNG_MS = 10_000;

function tellEarlyToken(error: unknown): never {
  const isEarly = error instanceof RequestError && error.status === 401 && process.uptime() * 1000 < YOUNG_MS;
  throw isEarly ? new EarlyToken(error) : error;
}

/** A client that is the App itself: it may look at installations and ask for their tokens, and nothing else. */
export function createAppClient({ appId, privateKey }: App, patience: Patience): Client {
  return new ResilientGitHub({
    ...resilience(patience),
    authStrategy: createAppAuth,
    auth: { appId, privateKey },
  });
}

function resilience({ log, deadline }: Patience) {
  const quietly = (message: string): void => log.debug(message);
  const userAgent = getUserAgentWithOrchestrationId("release-channels");
  return {
    ...(userAgent !== undefined && { userAgent }),
    log: { debug: quietly, info: quietly, warn: quietly, error: quietly },
    request: { ...defaults.request, fetch: timedFetch(deadline) },
    retry: { doNotRetry: [400, 401, 403, 404, 409, 410, 422, 451] },
    throttle: {
      ...waitOutLimits(log, deadline),
      // The plugin would space all POSTs by a second, queries too; the few that an action sends need no spacing.
      write: new Bottleneck.Group({ maxConcurrent: 1 }),
    },
  };
}

/** The toolkit's own fetch, which knows the runner's proxies, with a time limit. */
export const proxyFetch = defaults.request?.fetch as typeof fetch;

const timedFetch =
  (deadline: number): typeof fetch =>
  (url, options) => {
    const left = Math.max(SHORTEST_TIMEOUT_MS, deadline - Date.now());
    const inTime = AbortSignal.timeout(Math.min(REQUEST_TIMEOUT_MS, left));
    const signal = options?.signal ? AbortSignal.any([options.signal, inTime]) : inTime;
    return proxyFetch(url, { ...options, signal });
  };

interface LimitedRequest {
  readonly method: string;
  readonly url: string;
  readonly request: object;
}

function waitOutLimits(log: Log, deadline: number) {
  const decide =
    (limit: string) =>
    (seconds: number, { method, url, request }: LimitedRequest) => {
      if ("retries" in request && request.retries === 0) return false;
      const worthwhile = Date.now() + seconds * 1000 <= deadline;
      const plan = worthwhile ? `waiting ${seconds} s` : `the wait of ${seconds} s would pass the deadline`;
      log.warning(`GitHub's ${limit} was met by ${method} ${url}: ${plan}.`);
      return worthwhile;
    };
  return { onRateLimit: decide("hourly limit"), onSecondaryRateLimit: decide("secondary limit") };
}
