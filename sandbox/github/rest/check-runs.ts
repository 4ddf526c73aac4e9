import { notFound } from "../errors.ts";
import type { WorkflowRun } from "../model.ts";
import { nodeId } from "../shapes/node-id.ts";
import { timestamp } from "../shapes/time.ts";
import { headSha } from "../shapes/workflow-run.ts";
import { actionsAppShape } from "../webhooks/run-events.ts";
import { PLACES, statusOf } from "./jobs.ts";
import { paginate } from "./pagination.ts";
import type { RestRequest, RestRoute } from "./route.ts";

/** The checks of a commit: one for each job of its workflow runs, or for the run itself while none has begun. */
export const listCheckRuns: RestRoute = {
  operation: "checks/list-for-ref",
  permission: { name: "checks", level: "read" },
  query: ["check_name", "status", "filter", "per_page", "page"],
  async answer(request) {
    const { world, repository, params, query, url } = request;
    const sha = await repository.git.refs.commitOf(params["ref"] ?? "");
    if (sha === undefined) throw notFound();
    const runs = world.runs.list(repository.info.fullName).filter((run) => headSha(run) === sha);
    const checks = runs.flatMap((run) => checksOf(request, run));
    const name = query.get("check_name");
    const status = query.get("status");
    const fitting = checks.filter(
      (check) => (name === null || check["name"] === name) && (status === null || check["status"] === status),
    );
    const { items, headers } = paginate(fitting, url);
    return { status: 200, headers, body: { total_count: fitting.length, check_runs: items } };
  },
};

function checksOf({ world, repository }: RestRequest, run: WorkflowRun): Record<string, unknown>[] {
  const { fullName, htmlUrl } = repository.info;
  const jobs = world.runs.jobs(run.id);
  const parts =
    jobs.length === 0
      ? [
          {
            name: run.workflowName,
            status: run.status === "completed" ? "completed" : "queued",
            conclusion: run.conclusion,
            annotations: 0,
          },
        ]
      : jobs.map(({ name, result, annotations }) => ({
          name,
          status: statusOf(result),
          conclusion: result,
          annotations: annotations.length,
        }));
  return parts.map(({ annotations, ...part }, place) => {
    const id = run.id * PLACES + place;
    const url = `${world.apiUrl}/repos/${fullName}/check-runs/${id}`;
    const page = `${htmlUrl}/actions/runs/${run.id}/job/${id}`;
    return {
      id,
      node_id: nodeId("CR", id),
      head_sha: headSha(run),
      external_id: String(id),
      url,
      html_url: page,
      details_url: page,
      ...part,
      started_at: timestamp(run.createdAt),
      completed_at: part.status === "completed" ? timestamp(run.updatedAt) : null,
      output: {
        title: null,
        summary: null,
        text: null,
        annotations_count: annotations,
        annotations_url: `${url}/annotations`,
      },
      check_suite: { id: run.id },
      app: actionsAppShape(world),
      pull_requests: [],
    };
  });
}
