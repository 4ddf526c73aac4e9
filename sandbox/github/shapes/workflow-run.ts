import { pullRequestIn } from "../event-payload.ts";
import type { WorkflowRun } from "../model.ts";
import type { StoredRepository } from "../repositories.ts";
import type { World } from "../world.ts";
import { simpleCommitShape } from "./commit.ts";
import { nodeId } from "./node-id.ts";
import { minimalRepositoryShape } from "./repository.ts";
import { timestamp } from "./time.ts";
import { userShape } from "./user.ts";

/**
 * The branch or tag a run belongs to, without `refs/heads/`. For a pull request, GitHub shows its head instead of the
 * merge that runs.
 */
export const headBranch = ({ event }: WorkflowRun): string =>
  pullRequestIn(event)?.head.ref ?? event.ref.replace(/^refs\/(heads|tags)\//, "");

/** The commit a run belongs to. */
export const headSha = ({ event }: WorkflowRun): string => pullRequestIn(event)?.head.sha ?? event.sha;

/** A fork, where the run is of its pull request. */
function headRepository({ repositories }: World, { event }: WorkflowRun): StoredRepository | undefined {
  const request = pullRequestIn(event);
  return request && repositories.findById(Number(request.head.repository["id"]));
}

/** GitHub's "workflow run". */
export async function workflowRunShape(
  world: World,
  repository: StoredRepository,
  run: WorkflowRun,
): Promise<Record<string, unknown>> {
  const { fullName, id: repositoryId } = repository.info;
  const api = `${world.apiUrl}/repos/${fullName}`;
  const url = `${api}/actions/runs/${run.id}`;
  const workflowId = world.workflowIds.idOf(repositoryId, run.workflowPath);
  const head = await repository.git.commit(headSha(run));
  const actor = userShape(world, run.event.actor);
  const minimal = minimalRepositoryShape(world, repository);
  return {
    id: run.id,
    name: run.workflowName,
    node_id: nodeId("WFR", run.id),
    head_branch: headBranch(run),
    head_sha: headSha(run),
    path: run.workflowPath,
    display_title: run.displayTitle,
    run_number: run.runNumber,
    run_attempt: run.runAttempt,
    event: run.event.name,
    status: run.status,
    conclusion: run.conclusion,
    workflow_id: workflowId,
    check_suite_id: run.id,
    check_suite_node_id: nodeId("CS", run.id),
    url,
    html_url: run.htmlUrl,
    pull_requests: [],
    created_at: timestamp(run.createdAt),
    updated_at: timestamp(run.updatedAt),
    run_started_at: timestamp(run.createdAt),
    actor,
    triggering_actor: userShape(world, run.triggeringActor),
    referenced_workflows: [],
    jobs_url: `${url}/jobs`,
    logs_url: `${url}/logs`,
    check_suite_url: `${api}/check-suites/${run.id}`,
    artifacts_url: `${url}/artifacts`,
    cancel_url: `${url}/cancel`,
    rerun_url: `${url}/rerun`,
    previous_attempt_url: run.runAttempt > 1 ? `${url}/attempts/${run.runAttempt - 1}` : null,
    workflow_url: `${api}/actions/workflows/${workflowId}`,
    head_commit: head === undefined ? null : simpleCommitShape(head),
    repository: minimal,
    head_repository: minimalRepositoryShape(world, headRepository(world, run) ?? repository),
  };
}
