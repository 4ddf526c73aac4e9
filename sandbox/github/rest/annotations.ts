import { notFound } from "../errors.ts";
import type { RunAnnotation } from "../model.ts";
import { headSha } from "../shapes/workflow-run.ts";
import { jobOf } from "./jobs.ts";
import { paginate } from "./pagination.ts";
import type { RestRoute } from "./route.ts";

/** As the checks API calls them. */
const LEVELS: Readonly<Record<RunAnnotation["level"], string>> = {
  error: "failure",
  warning: "warning",
  notice: "notice",
};

/** What the steps of a job told the runner. A job's check has the job's id. */
export const listAnnotations: RestRoute = {
  operation: "checks/list-annotations",
  permission: { name: "checks", level: "read" },
  query: ["per_page", "page"],
  answer(request) {
    const found = jobOf(request, Number(request.params["check_run_id"]));
    if (found === undefined) throw notFound();
    const blob = `${request.repository.info.htmlUrl}/blob/${headSha(found.run)}`;
    const { items, headers } = paginate(found.job.annotations, request.url);
    return { status: 200, headers, body: items.map((annotation) => shapeOf(annotation, blob)) };
  },
};

/** One without a file is shown at the folder of the workflows. */
function shapeOf({ file = ".github", line = 1, ...annotation }: RunAnnotation, blob: string): object {
  return {
    path: file,
    start_line: line,
    end_line: line,
    start_column: null,
    end_column: null,
    annotation_level: LEVELS[annotation.level],
    title: annotation.title ?? "",
    message: annotation.message,
    raw_details: "",
    blob_href: `${blob}/${file}`,
  };
}
