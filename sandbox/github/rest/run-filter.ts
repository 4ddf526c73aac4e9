import { unprocessable } from "../errors.ts";
import type { WorkflowRun } from "../model.ts";
import { headBranch, headSha } from "../shapes/workflow-run.ts";

/** The query parameters that narrow a list of runs. */
export const RUN_FILTERS = ["actor", "branch", "event", "status", "created", "head_sha"] as const;

/** Whether a run fits all the filters that were given. `status` matches a status or a conclusion. */
export function fitsFilters(run: WorkflowRun, query: URLSearchParams): boolean {
  const checks: Readonly<Record<(typeof RUN_FILTERS)[number], (wanted: string) => boolean>> = {
    actor: (wanted) => run.event.actor.toLowerCase() === wanted.toLowerCase(),
    branch: (wanted) => headBranch(run) === wanted,
    event: (wanted) => run.event.name === wanted,
    status: (wanted) => run.status === wanted || run.conclusion === wanted,
    created: (wanted) => isWithin(run.createdAt, wanted),
    head_sha: (wanted) => headSha(run) === wanted,
  };
  return RUN_FILTERS.every((name) => {
    const wanted = query.get(name);
    return wanted === null || checks[name](wanted);
  });
}

/**
 * GitHub's date search syntax: `2026-11-21`, `>=2026-11-21`, `2026-11-21T00:00:00Z..2026-11-22`, `*..2026-11-21`.
 * A date without a time is that whole day, in UTC.
 */
function isWithin(date: Date, range: string): boolean {
  const [, operator, operand] = /^(>=|<=|>|<)(.+)$/.exec(range) ?? [];
  if (operator !== undefined && operand !== undefined) {
    const { from, to } = period(operand);
    const time = date.getTime();
    if (operator === ">=") return time >= from;
    if (operator === ">") return time > to;
    return operator === "<=" ? time <= to : time < from;
  }
  const [start = "", end = start] = range.split("..");
  const from = start === "*" ? Number.NEGATIVE_INFINITY : period(start).from;
  const to = end === "*" ? Number.POSITIVE_INFINITY : period(end).to;
  return date.getTime() >= from && date.getTime() <= to;
}

function period(text: string): { readonly from: number; readonly to: number } {
  const from = new Date(text).getTime();
  if (Number.isNaN(from))
    throw unprocessable(`"${text}" is not a date that the filter "created" understands`);
  const isDay = /^\d{4}-\d{2}-\d{2}$/.test(text);
  return { from, to: isDay ? from + 86_400_000 - 1 : from };
}
