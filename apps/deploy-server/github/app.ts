import type { Permissions } from "../../../lib/github/app/installation.ts";

/** What the GitHub App may do in the repositories that it is installed in. */
export const APP_PERMISSIONS = {
  /** Builds: workflow runs. */
  actions: "read",
  /** Builds that report by checks. */
  checks: "read",
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

/**
 * What its webhook tells: pushes, also to be passed on; how builds go; branches, pull requests and repositories that
 * change. What changes of the installation itself is told unasked.
 */
export const APP_EVENTS = [
  "push",
  "delete",
  "workflow_run",
  "check_suite",
  "check_run",
  "status",
  "pull_request",
  "repository",
] as const;

/** Where the server takes webhooks, and where GitHub leads people back to who have signed in. */
export const APP_PATHS = { webhook: "/webhooks/github", callback: "/link/callback" } as const;
