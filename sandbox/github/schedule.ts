import type { StoredRepository } from "./repositories.ts";
import type { World } from "./world.ts";

/** A workflow file and one line of its `schedule`. */
export interface ScheduledWorkflow {
  /** `.github/workflows/x.yml` */
  readonly workflowPath: string;
  readonly cron: string;
}

/**
 * Tells that the moment of a workflow's cron has come. The event names no repository, as nobody but GitHub has sent it.
 * @see https://docs.github.com/en/actions/reference/workflows-and-actions/events-that-trigger-workflows#schedule
 */
export async function schedule(
  { events }: World,
  { git, info }: StoredRepository,
  { workflowPath, cron }: ScheduledWorkflow,
): Promise<void> {
  const ref = `refs/heads/${info.defaultBranch}`;
  const sha = await git.refs.read(ref);
  if (sha === undefined) throw new Error(`the repository ${info.fullName} is empty`);
  const payload = { schedule: cron, workflow: workflowPath };
  events.tell({ name: "schedule", repository: info, ref, sha, actor: info.owner, workflowPath, payload });
}
