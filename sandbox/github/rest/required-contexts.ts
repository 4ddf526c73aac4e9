import { sameContext } from "../commit-statuses.ts";
import { Refusal } from "../errors.ts";
import type { CommitStatus } from "../model.ts";

/**
 * Whether a commit may be deployed. GitHub counts check runs as contexts too; the sandbox has none.
 * @param required the contexts that must be success, submitted or not; undefined is every submitted one
 * @throws Refusal 409 that lists the contexts that were looked at
 */
export function checkContexts(
  latest: readonly CommitStatus[],
  required: readonly string[] | undefined,
  ref: string,
): void {
  const contexts = (required ?? latest.map(({ context }) => context)).map((context) => ({
    context,
    state: latest.find((status) => sameContext(status.context, context))?.state ?? "pending",
  }));
  if (contexts.every(({ state }) => state === "success")) return;
  throw new Refusal(409, `Commit status checks failed for ${ref}.`, {
    body: { errors: [{ contexts, resource: "Deployment", field: "required_contexts", code: "invalid" }] },
  });
}
