import type { Permissions, WorkflowEvent } from "../../github/model.ts";

/** The parts of a webhook's repository that are used here. */
interface NamedRepository {
  readonly id: number;
}

/** The repository of a pull request's head; undefined for other events. */
export function headRepository(event: WorkflowEvent): Readonly<Record<string, unknown>> | undefined {
  const request = event.payload["pull_request"] as
    { readonly head: { readonly repo: Readonly<Record<string, unknown>> } } | undefined;
  return request?.head.repo;
}

/**
 * Whether a run is for a fork's pull request: it gets no secrets, and a token that may only read. Whether somebody must
 * approve it first, as for newcomers on GitHub, is not simulated.
 * @see https://docs.github.com/en/actions/reference/workflows-and-actions/events-that-trigger-workflows#pull_request
 */
export function isFromFork(event: WorkflowEvent): boolean {
  const head = headRepository(event) as NamedRepository | undefined;
  return head !== undefined && head.id !== event.repository.id;
}

/** What is left of a job's permissions if nothing may be written; `id-token` has no read level. */
export function readOnly(permissions: Permissions): Permissions {
  return Object.fromEntries(
    Object.keys(permissions)
      .filter((name) => name !== "id-token")
      .map((name) => [name, "read" as const]),
  );
}
