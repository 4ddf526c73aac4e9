/** The webhooks that the sandbox sends, as GitHub's description names them. */
export const SENT_WEBHOOKS: readonly string[] = [
  "check-suite/completed",
  "deployment-status/created",
  "deployment/created",
  "pull-request/closed",
  "pull-request/opened",
  "pull-request/reopened",
  "pull-request/synchronize",
  "push",
  "status",
  "workflow-run/completed",
  "workflow-run/in-progress",
  "workflow-run/requested",
];
