import type { ApiResponse } from "../../http/answer.ts";
import { notFound, Refusal, unknownToSandbox } from "../errors.ts";
import type { WorkflowRun } from "../model.ts";
import { workflowRunShape } from "../shapes/workflow-run.ts";
import { paginate } from "./pagination.ts";
import type { RestRequest, RestRoute } from "./route.ts";
import { fitsFilters, RUN_FILTERS } from "./run-filter.ts";
import { findWorkflow } from "./workflow-file.ts";

/** "This endpoint will return up to 1,000 results for each search" when a filter is used. */
const MAX_FILTERED = 1000;
const LIST_QUERY = [...RUN_FILTERS, "per_page", "page", "exclude_pull_requests"];
const readRuns = { name: "actions", level: "read" } as const;
const writeRuns = { name: "actions", level: "write" } as const;

export const listRepositoryRuns: RestRoute = {
  operation: "actions/list-workflow-runs-for-repo",
  permission: readRuns,
  query: LIST_QUERY,
  answer: (request) => listAnswer(request, request.world.runs.list(request.repository.info.fullName)),
};

export const listWorkflowRuns: RestRoute = {
  operation: "actions/list-workflow-runs",
  permission: readRuns,
  query: LIST_QUERY,
  async answer(request) {
    const path = await findWorkflow(request);
    const runs = request.world.runs.list(request.repository.info.fullName);
    return listAnswer(
      request,
      runs.filter(({ workflowPath }) => workflowPath === path),
    );
  },
};

async function listAnswer(request: RestRequest, runs: readonly WorkflowRun[]): Promise<ApiResponse> {
  const { world, repository, query, url } = request;
  const filtered = RUN_FILTERS.some((name) => query.has(name));
  const fitting = runs.filter((run) => fitsFilters(run, query));
  const { items, headers } = paginate(filtered ? fitting.slice(0, MAX_FILTERED) : fitting, url);
  return {
    status: 200,
    headers,
    body: {
      total_count: fitting.length,
      workflow_runs: await Promise.all(items.map((run) => workflowRunShape(world, repository, run))),
    },
  };
}

export const getRun: RestRoute = {
  operation: "actions/get-workflow-run",
  permission: readRuns,
  query: ["exclude_pull_requests"],
  answer: async (request) => ({
    status: 200,
    body: await workflowRunShape(request.world, request.repository, runOf(request)),
  }),
};

/** Of earlier attempts nothing is kept. */
export const getRunAttempt: RestRoute = {
  operation: "actions/get-workflow-run-attempt",
  permission: readRuns,
  query: ["exclude_pull_requests"],
  answer: async (request) => {
    const run = runOf(request);
    const attempt = Number(request.params["attempt_number"]);
    if (attempt > run.runAttempt) throw notFound();
    if (attempt < run.runAttempt) throw unknownToSandbox("an earlier attempt of a run");
    return { status: 200, body: await workflowRunShape(request.world, request.repository, run) };
  },
};

export const rerunRun: RestRoute = {
  operation: "actions/re-run-workflow",
  permission: writeRuns,
  query: [],
  answer(request) {
    const run = runOf(request);
    if (run.status !== "completed") throw new Refusal(403, "This workflow is already running");
    request.world.runRequests.tell({ kind: "rerun", run });
    return { status: 201, body: {} };
  },
};

export const cancelRun: RestRoute = {
  operation: "actions/cancel-workflow-run",
  permission: writeRuns,
  query: [],
  answer(request) {
    const run = runOf(request);
    if (run.status === "completed") throw new Refusal(409, "Cannot cancel a workflow run that is completed.");
    request.world.runRequests.tell({ kind: "cancel", run });
    return { status: 202, body: {} };
  },
};

/** @throws Refusal 404 for a run that is not one of this repository */
export function runOf({ world, repository, params }: RestRequest): WorkflowRun {
  const run = world.runs.get(Number(params["run_id"]));
  if (run === undefined || run.repository.id !== repository.info.id) throw notFound();
  return run;
}
