import { notFound, unknownToSandbox } from "../errors.ts";
import type { Conclusion, RunJob, RunStatus, TimedJob, WorkflowRun } from "../model.ts";
import { nodeId } from "../shapes/node-id.ts";
import { timestamp } from "../shapes/time.ts";
import { headBranch, headSha } from "../shapes/workflow-run.ts";
import { paginate } from "./pagination.ts";
import type { RestRequest, RestRoute } from "./route.ts";

const readRuns = { name: "actions", level: "read" } as const;
/** A job's id tells its run and its place in it. */
export const PLACES = 1000;

/** Those that wait for a machine are not among them. */
export const listJobs: RestRoute = {
  operation: "actions/list-jobs-for-workflow-run",
  permission: readRuns,
  query: ["filter", "per_page", "page"],
  answer(request) {
    const { world, params, url } = request;
    if (url.searchParams.get("filter") === "all") throw unknownToSandbox("the jobs of earlier attempts");
    const run = world.runs.get(Number(params["run_id"]));
    if (run === undefined || run.repository.id !== request.repository.info.id) throw notFound();
    const jobs = world.runs.jobs(run.id);
    const page = paginate(
      jobs.map((job, place) => shapeOf(request, run, job, run.id * PLACES + place)),
      url,
    );
    return { status: 200, headers: page.headers, body: { total_count: jobs.length, jobs: page.items } };
  },
};

export const getJob: RestRoute = {
  operation: "actions/get-job-for-workflow-run",
  permission: readRuns,
  query: [],
  answer(request) {
    const id = Number(request.params["job_id"]);
    const found = jobOf(request, id);
    if (found === undefined) throw notFound();
    return { status: 200, body: shapeOf(request, found.run, found.job, id) };
  },
};

/** The job with this id, if it is one of this repository. */
export function jobOf(
  { world, repository }: RestRequest,
  id: number,
): { readonly run: WorkflowRun; readonly job: TimedJob } | undefined {
  const run = world.runs.get(Math.floor(id / PLACES));
  const job = run && world.runs.jobs(run.id)[id % PLACES];
  return run?.repository.id === repository.info.id && job !== undefined ? { run, job } : undefined;
}

/** A redirect to the text, as GitHub answers: to an address that needs no token and holds for a minute. */
export const downloadJobLog: RestRoute = {
  operation: "actions/download-job-logs-for-workflow-run",
  permission: readRuns,
  query: [],
  answer(request) {
    const id = Number(request.params["job_id"]);
    if ((jobOf(request, id)?.job.result ?? null) === null) throw notFound();
    return { status: 302, headers: { location: `${request.repository.info.htmlUrl}/job-logs/${id}` } };
  },
};

/** @param id of a job, among the jobs of its run; one that runs has no log yet */
function jobLog(jobs: readonly RunJob[], id: number): string | undefined {
  const job = jobs[id % PLACES];
  return job === undefined || job.result === null ? undefined : job.log;
}

/** The text behind the redirect: each line with its time, as GitHub keeps it. */
export function jobLogText(
  runs: { get(id: number): WorkflowRun | undefined; jobs(id: number): readonly RunJob[] },
  id: number,
): string | undefined {
  const run = runs.get(Math.floor(id / PLACES));
  const log = run && jobLog(runs.jobs(run.id), id);
  if (run === undefined || log === undefined) return undefined;
  return withTimes(log, run.updatedAt);
}

/** A log's lines as GitHub keeps them. */
export function withTimes(log: string, at: Date): string {
  if (log === "") return log;
  const time = at.toISOString().replace("Z", "0000Z");
  return log.replace(/^(?=[^]|$)/gm, `${time} `).replace(/\n\S+ $/, "\n");
}

function shapeOf({ world, repository }: RestRequest, run: WorkflowRun, job: TimedJob, id: number): object {
  const { fullName, htmlUrl } = repository.info;
  const api = `${world.apiUrl}/repos/${fullName}`;
  const started = timestamp(job.startedAt);
  const completed = job.completedAt && timestamp(job.completedAt);
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
    status: statusOf(job.result),
    conclusion: job.result,
    created_at: started,
    started_at: started,
    completed_at: completed,
    name: job.name,
    steps: job.steps.map(({ name, conclusion }, index) => ({
      name,
      status: statusOf(conclusion),
      conclusion,
      number: index + 1,
      started_at: started,
      completed_at: conclusion === null ? null : (completed ?? timestamp(world.clock())),
    })),
    check_run_url: `${api}/check-runs/${id}`,
    labels: ["ubuntu-latest"],
    runner_id: 1,
    runner_name: "sandbox",
    runner_group_id: 1,
    runner_group_name: "sandbox",
  };
}

/** How far a job or a step is. */
export const statusOf = (conclusion: Conclusion | null): RunStatus =>
  conclusion === null ? "in_progress" : "completed";
