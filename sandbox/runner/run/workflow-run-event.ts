import { pullRequestIn } from "../../github/event-payload.ts";
import type { GitHub, Repository, WorkflowEvent, WorkflowRun } from "../../github/model.ts";
import { refName } from "../job/contexts.ts";

/** The `workflow_run` event that GitHub sends when a run is requested, starts and is completed. */
export async function workflowRunEvent(
  github: GitHub,
  run: WorkflowRun,
  action: "requested" | "in_progress" | "completed",
): Promise<WorkflowEvent | undefined> {
  const { repository, event } = run;
  const ref = `refs/heads/${repository.defaultBranch}`;
  const sha = await github.tip(repository.fullName);
  if (sha === undefined) return undefined;
  return {
    name: "workflow_run",
    repository,
    ref,
    sha,
    actor: event.actor,
    payload: {
      action,
      workflow: { name: run.workflowName, path: run.workflowPath },
      workflow_run: {
        ...runPayload(run),
        repository: repositoryPayload(repository),
        head_repository: pullRequestIn(event)?.head.repository ?? repositoryPayload(repository),
      },
      repository: event.payload["repository"] ?? repositoryPayload(repository),
      sender: event.payload["sender"] ?? { login: event.actor },
    },
  };
}

function runPayload(run: WorkflowRun): Readonly<Record<string, unknown>> {
  const { event } = run;
  const request = pullRequestIn(event);
  return {
    id: run.id,
    name: run.workflowName,
    path: run.workflowPath,
    display_title: run.displayTitle,
    run_number: run.runNumber,
    run_attempt: run.runAttempt,
    event: event.name,
    status: run.status,
    conclusion: run.conclusion,
    head_branch: request?.head.ref ?? refName(event.ref).name,
    head_sha: request?.head.sha ?? event.sha,
    html_url: run.htmlUrl,
    actor: { login: event.actor },
    created_at: run.createdAt.toISOString(),
    updated_at: run.updatedAt.toISOString(),
  };
}

function repositoryPayload(repository: Repository): Readonly<Record<string, unknown>> {
  return {
    id: repository.id,
    name: repository.name,
    full_name: repository.fullName,
    owner: { login: repository.owner },
    default_branch: repository.defaultBranch,
    private: repository.private,
    html_url: repository.htmlUrl,
  };
}
