import type { Listeners } from "../http/listeners.ts";
import type { Accounts } from "./accounts.ts";
import type { Apps } from "./apps.ts";
import type { CommitStatuses } from "./commit-statuses.ts";
import type { Deployments } from "./deployments.ts";
import type { ForeignChecks } from "./foreign-checks.ts";
import type { RateLimits } from "./limits.ts";
import type { WorkflowEvent, WorkflowRun } from "./model.ts";
import type { People } from "./people.ts";
import type { PullRequests } from "./pulls/pull-requests.ts";
import type { Repositories } from "./repositories.ts";
import type { RunRegistry } from "./run-registry.ts";
import type { AllSettings } from "./settings/repository-settings.ts";
import type { SignIns } from "./sign-in/sign-ins.ts";
import type { Tokens } from "./tokens.ts";
import type { Webhooks } from "./webhooks/webhooks.ts";
import type { WorkflowIds } from "./workflow-ids.ts";

/** All that one sandbox GitHub knows: what its operations read and change. */
export interface World {
  /** `http://127.0.0.1:PORT`. */
  readonly url: string;
  /** `${url}/api/v3`. */
  readonly apiUrl: string;
  readonly clock: () => Date;
  readonly accounts: Accounts;
  readonly apps: Apps;
  readonly tokens: Tokens;
  readonly repositories: Repositories;
  readonly runs: RunRegistry;
  readonly runRequests: Listeners<{ readonly kind: "cancel" | "rerun"; readonly run: WorkflowRun }>;
  readonly statuses: CommitStatuses;
  readonly deployments: Deployments;
  readonly pullRequests: PullRequests;
  readonly settings: AllSettings;
  readonly workflowIds: WorkflowIds;
  readonly events: Listeners<WorkflowEvent>;
  readonly limits: RateLimits;
  readonly webhooks: Webhooks;
  readonly checks: ForeignChecks;
  readonly people: People;
  readonly signIns: SignIns;
}
