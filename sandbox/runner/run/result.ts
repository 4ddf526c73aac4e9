import type { Conclusion } from "../../github/model.ts";
import type { Annotation, JobRecord } from "../records.ts";

/** What other jobs see of a job: `needs.<id>`. */
export interface JobResult {
  readonly result: Conclusion;
  readonly outputs: Readonly<Record<string, string>>;
}

/** What several results come to: one failure is a failure, then one cancellation, then one success. */
export function overall(results: readonly Conclusion[]): Conclusion {
  for (const result of ["failure", "cancelled", "success"] as const)
    if (results.includes(result)) return result;
  return "skipped";
}

/** The record of a job that ran no step. */
export function unstartedRecord(
  id: string,
  name: string,
  result: Conclusion,
  annotations: readonly Annotation[] = [],
): JobRecord {
  const now = new Date();
  return {
    id,
    name,
    result,
    outputs: {},
    environment: undefined,
    permissions: {},
    steps: [],
    annotations,
    summary: "",
    log: "",
    startedAt: now,
    finishedAt: now,
  };
}
