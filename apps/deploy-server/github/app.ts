import type { Permissions } from "../../../lib/github/app/installation.ts";

/** What the GitHub App may do in the repositories that it is installed in. */
export const APP_PERMISSIONS = {
  /** Builds: workflow runs. */
  actions: "read",
  /** The ledger and the targets' files in the release repository; branches and commits of sources. */
  contents: "write",
  /** Each deploy, where its code is. */
  deployments: "write",
  /** Whether somebody is in a team that may deploy. */
  members: "read",
  pull_requests: "read",
  /** The status `deploy/<channel>`, and builds that report by statuses. */
  statuses: "write",
} as const satisfies Permissions;

/** What its webhook tells: pushes to pass on, and builds that ended. */
export const APP_EVENTS = ["push", "workflow_run", "status"] as const;

/** Where the server takes webhooks, and where GitHub leads people back to who have signed in. */
export const APP_PATHS = { webhook: "/webhooks/github", callback: "/link/callback" } as const;
