import { pullRequestIn } from "../../github/event-payload.ts";
import type { Permissions, WorkflowEvent } from "../../github/model.ts";

/**
 * Whether a run is for a fork's pull request: it gets no secrets, and a token that may only read. Whether somebody must
 * approve it first, as for newcomers on GitHub, is not simulated.
 * @see https://docs.github.com/en/actions/reference/workflows-and-actions/events-that-trigger-workflows#pull_request
 */
export function isFromFork(event: WorkflowEvent): boolean {
  const request = pullRequestIn(event);
  return request !== undefined && request.head.repository["id"] !== event.repository.id;
}

/** What is left of a job's permissions if nothing may be written; `id-token` has no read level. */
export function readOnly(permissions: Permissions): Permissions {
  return Object.fromEntries(
    Object.keys(permissions)
      .filter((name) => name !== "id-token")
      .map((name) => [name, "read" as const]),
  );
}
