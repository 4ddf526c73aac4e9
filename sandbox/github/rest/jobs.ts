import { notFound, unknownToSandbox } from "../errors.ts";
import type { RunJob, WorkflowRun } from "../model.ts";
import { nodeId } from "../shapes/node-id.ts";
import { timestamp } from "../shapes/time.ts";
import { headBranch, headSha } from "../shapes/workflow-run.ts";
import { paginate } from "./pagination.ts";
import type { RestRequest, RestRoute } from "./route.ts";

const readRuns = { name: "actions", level: "read" } as const;
/** A job's id tells its run and its place in it. */
export const PLACES = 1000;

export const listJobs: RestRoute = {
  operation: "actions/list-jobs-for-workflow-run",
  permission: readRuns,
  query: ["filter", "per_page", "page"],
  answer(request) {
    const { world, params, url } = request;
    if (url.searchParams.get("filter") === "all") throw unknownToSandbox("the jobs of earlier attempts");
    const run = world.runs.get(Number(params["run_id"]));
    if (run === undefined || run.repository.id !== request.repository.info.id) throw notFound();
    // Only those that have ended are kept.
    if (run.status !== "completed") throw unknownToSandbox("the jobs of a run that goes on");
    const jobs = world.runs.jobs(run.id);
    const page = paginate(
      jobs.map((job, place) => shapeOf(request, run, job, run.id * PLACES + place)),
      url,
    );
    return { status: 200, headers: page.headers, body: { total_count: jobs.length, jobs: page.items } };
  },
};

/** A redirect to the text, as GitHub answers: to an address that needs no token and holds for a minute. */
export const downloadJobLog: RestRoute = {
  operation: "actions/download-job-logs-for-workflow-run",
  permission: readRuns,
  query: [],
  answer({ world, repository, params }) {
    const id = Number(params["job_id"]);
    const run = world.runs.get(Math.floor(id / PLACES));
    const isHere =
      run?.repository.id === repository.info.id && jobLog(world.runs.jobs(run.id), id) !== undefined;
    if (!isHere) throw notFound();
    return { status: 302, headers: { location: `${repository.info.htmlUrl}/job-logs/${id}` } };
  },
};

/** @param id of a job, among the jobs of its run */
const jobLog = (jobs: readonly RunJob[], id: number): string | undefined => jobs[id % PLACES]?.log;

/** The text behind the redirect: each line with its time, as GitHub keeps it. */
export function jobLogText(
  runs: { get(id: number): WorkflowRun | undefined; jobs(id: number): readonly RunJob[] },
  id: number,
): string | undefined {
  const run = runs.get(Math.floor(id / PLACES));
  const log = run && jobLog(runs.jobs(run.id), id);
  if (run === undefined || log === undefined) return undefined;
  const at = run.updatedAt.toISOString().replace("Z", "0000Z");
  return log.replace(/^(?=[^]|$)/gm, `${at} `).replace(/\n\S+ $/, "\n");
}

function shapeOf({ world, repository }: RestRequest, run: WorkflowRun, job: RunJob, id: number): object {
  const { fullName, htmlUrl } = repository.info;
  const api = `${world.apiUrl}/repos/${fullName}`;
  const started = timestamp(run.createdAt);
  const completed = timestamp(run.updatedAt);
  return {
    id,
    run_id: run.id,
    workflow_name: run.workflowName,
    head_branch: headBranch(run),
    run_url: `${api}/actions/runs/${run.id}`,
    run_attempt: run.runAttempt,
    node_id: nodeId("CR", id),
    head_sha: headSha(run),
    url: `${api}/actions/jobs/${id}`,
    html_url: `${htmlUrl}/actions/runs/${run.id}/job/${id}`,
    status: "completed",
    conclusion: job.result,
    created_at: started,
    started_at: started,
    completed_at: completed,
    name: job.name,
    steps: job.steps.map(({ name, conclusion }, index) => ({
      name,
      status: "completed",
      conclusion,
      number: index + 1,
      started_at: started,
      completed_at: completed,
    })),
    check_run_url: `${api}/check-runs/${id}`,
    labels: ["ubuntu-latest"],
    runner_id: 1,
    runner_name: "sandbox",
    runner_group_id: 1,
    runner_group_name: "sandbox",
  };
}
