import type { RunChange } from "../run-registry.ts";
import { simpleCommitShape } from "../shapes/commit.ts";
import { nodeId } from "../shapes/node-id.ts";
import { repositoryShape } from "../shapes/repository.ts";
import { timestamp } from "../shapes/time.ts";
import { userShape } from "../shapes/user.ts";
import { headBranch, headSha, workflowRunShape } from "../shapes/workflow-run.ts";
import type { World } from "../world.ts";

/** Tells webhooks how a workflow run goes: `workflow_run`, and `check_suite` when it has ended. */
export async function announceRun(world: World, { run, action }: RunChange): Promise<void> {
  const repository = world.repositories.findById(run.repository.id);
  if (repository === undefined) return;
  const common = {
    repository: repositoryShape(world, repository),
    sender: userShape(world, run.event.actor),
  };
  if (world.webhooks.wants("workflow_run"))
    world.webhooks.tell({
      name: "workflow_run",
      repository: run.repository,
      payload: {
        action,
        workflow_run: await workflowRunShape(world, repository, run),
        workflow: workflowShape(world, run),
        ...common,
      },
    });
  if (action !== "completed" || !world.webhooks.wants("check_suite")) return;
  const head = await repository.git.commit(headSha(run));
  const url = `${world.apiUrl}/repos/${run.repository.fullName}/check-suites/${run.id}`;
  const check_suite = {
    id: run.id,
    node_id: nodeId("CS", run.id),
    head_branch: headBranch(run),
    head_sha: headSha(run),
    status: "completed",
    conclusion: run.conclusion,
    url,
    before: null,
    after: headSha(run),
    pull_requests: [],
    app: actionsAppShape(world),
    created_at: timestamp(run.createdAt),
    updated_at: timestamp(run.updatedAt),
    rerequestable: true,
    runs_rerequestable: false,
    latest_check_runs_count: world.runs.jobs(run.id).length,
    check_runs_url: `${url}/check-runs`,
    head_commit: head === undefined ? null : simpleCommitShape(head),
  };
  world.webhooks.tell({
    name: "check_suite",
    repository: run.repository,
    payload: { action, check_suite, ...common },
  });
}

function workflowShape(world: World, run: RunChange["run"]): Record<string, unknown> {
  const { repository, workflowPath, workflowName } = run;
  const id = world.workflowIds.idOf(repository.id, workflowPath);
  const at = timestamp(run.createdAt);
  return {
    id,
    node_id: nodeId("W", id),
    name: workflowName,
    path: workflowPath,
    state: "active",
    created_at: at,
    updated_at: at,
    url: `${world.apiUrl}/repos/${repository.fullName}/actions/workflows/${id}`,
    html_url: `${repository.htmlUrl}/blob/${repository.defaultBranch}/${workflowPath}`,
    badge_url: `${repository.htmlUrl}/workflows/${encodeURIComponent(workflowName)}/badge.svg`,
  };
}

/** GitHub Actions itself, whose check suites all workflow runs are. */
export const actionsAppShape = (world: World): Record<string, unknown> => ({
  id: 15_368,
  slug: "github-actions",
  node_id: nodeId("A", 15_368),
  owner: userShape(world, "github"),
  name: "GitHub Actions",
  description: "Automate your workflow from idea to production",
  external_url: "https://help.github.com/en/actions",
  html_url: `${world.url}/apps/github-actions`,
  created_at: "2018-07-30T09:30:17Z",
  updated_at: "2019-12-10T19:04:12Z",
  permissions: { actions: "write", checks: "write", contents: "read", metadata: "read", statuses: "write" },
  events: ["check_run", "check_suite", "push", "workflow_run"],
});
