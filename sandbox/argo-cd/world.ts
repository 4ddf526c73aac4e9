import type { Listeners } from "../http/listeners.ts";
import type { Accounts } from "./accounts.ts";
import type { Controlled, WatchEvent } from "./controlled.ts";
import type { Controller } from "./reconcile.ts";
import type { Watches } from "./watch.ts";

/** All that one stand-in knows: what its operations read and change. */
export interface World extends Controller {
  readonly accounts: Accounts;
  readonly applications: Map<string, Controlled>;
  readonly changes: Listeners<WatchEvent>;
  readonly watches: Watches;
  readonly webhookSecret: string | undefined;
  readonly requireOverride: boolean;
  isWebhookQueueFull: boolean;
}
