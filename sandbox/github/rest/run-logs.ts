import { strToU8, zipSync } from "fflate";
import { notFound } from "../errors.ts";
import type { TimedJob, WorkflowRun } from "../model.ts";
import { withTimes } from "./jobs.ts";
import type { RestRoute } from "./route.ts";
import { runOf } from "./runs.ts";

/** The sandbox's runner keeps none. */
export const listArtifacts: RestRoute = {
  operation: "actions/list-workflow-run-artifacts",
  permission: { name: "actions", level: "read" },
  query: ["per_page", "page"],
  answer(request) {
    runOf(request);
    return { status: 200, body: { total_count: 0, artifacts: [] } };
  },
};

/** A redirect to the archive, as GitHub answers: to an address that needs no token. */
export const downloadRunLogs: RestRoute = {
  operation: "actions/download-workflow-run-logs",
  permission: { name: "actions", level: "read" },
  query: [],
  answer(request) {
    const run = runOf(request);
    if (run.status !== "completed") throw notFound();
    return { status: 302, headers: { location: `${request.repository.info.htmlUrl}/run-logs/${run.id}` } };
  },
};

/**
 * The archive behind the redirect, a zip: `<place>_<job>.txt` for each job, and `<job>/<number>_<step>.txt` for each of its
 * steps. A slash in a job's name is left out.
 */
export function runLogs(
  runs: { get(id: number): WorkflowRun | undefined; jobs(id: number): readonly TimedJob[] },
  id: number,
): Buffer | undefined {
  const run = runs.get(id);
  if (run?.status !== "completed") return undefined;
  const files = runs.jobs(id).flatMap((job, place) => {
    const text = (log: string): Uint8Array => strToU8(withTimes(log, job.completedAt ?? run.updatedAt));
    const folder = fileName(job.name);
    return [
      [`${place}_${folder}.txt`, text(job.log)],
      ...job.steps.map((step, index) => [
        `${folder}/${index + 1}_${fileName(step.name)}.txt`,
        text(step.log),
      ]),
    ];
  });
  return Buffer.from(zipSync(Object.fromEntries(files)));
}

const fileName = (name: string): string => name.replaceAll("/", "");
