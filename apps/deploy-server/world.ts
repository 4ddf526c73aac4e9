import type { WebClient } from "@slack/web-api";
import type { Logger } from "pino";
import type { Db } from "../../lib/store/store.ts";
import type { Clock } from "./clock.ts";
import type { AwaitedDispatches } from "./dispatches/awaited.ts";
import type { Engines } from "./engines/open.ts";
import type { GitHubAccess } from "./github/access.ts";
import type { DeployMetrics } from "./metrics.ts";
import type { Nudges } from "./nudges.ts";
import type { ChartRegistry } from "./registry/charts.ts";
import type { RegistryClient } from "./registry/client.ts";
import type { Rush } from "./rush.ts";
import type { Settings } from "./settings.ts";
import type { Retries } from "./worker/retries.ts";

/** What the parts of the server share. */
export interface World {
  readonly settings: Settings;
  readonly db: Db;
  readonly clock: Clock;
  readonly log: Logger;
  readonly github: GitHubAccess;
  readonly slack: WebClient;
  readonly registry: RegistryClient;
  readonly charts: ChartRegistry;
  /** Who claims work, for people who look at the tables. */
  readonly replica: string;
  readonly nudges: Nudges;
  /** Of webhooks. */
  readonly rush: Rush;
  readonly awaited: AwaitedDispatches;
  readonly retries: Retries;
  readonly metrics: DeployMetrics;
  /** The requests whose engines this replica listens to, each with how to stop. */
  readonly watches: Map<string, AbortController>;
  readonly engines: Pick<Engines, "at" | "argoCd" | "kubernetes">;
  /** How long a part sleeps that found nothing to do. */
  readonly pollMs: number;
  /** How long a form that was sent is checked before it is taken as it is: Slack waits for three seconds in all. */
  readonly formPatienceMs: number;
  /** How long nothing may be heard on a websocket of Slack before it is asked whether it is there. */
  readonly socketSilenceMs: number;
}
