/** How a job, a run or a check ended, in the terms of commit statuses and deployments. */
export interface Conclusion {
  /** `none`: nothing ran that could have failed. */
  readonly state: "success" | "failure" | "error" | "none";
  readonly words: string;
}

/**
 * What GitHub calls ends other than `success` and `failure`, which are states themselves: `needs.<job>.result`, and
 * `conclusion` in the events workflow_run, check_run and check_suite.
 * @see https://docs.github.com/en/rest/checks/runs#create-a-check-run
 */
export const CONCLUSIONS = {
  skipped: { state: "none", words: "Skipped" },
  neutral: { state: "success", words: "Neutral" },
  cancelled: { state: "error", words: "Cancelled" },
  timed_out: { state: "failure", words: "Timed out" },
  action_required: { state: "error", words: "Waits for somebody's approval" },
  startup_failure: { state: "error", words: "Did not start" },
  stale: { state: "error", words: "Was not finished" },
} as const satisfies Readonly<Record<string, Conclusion>>;

export type ConclusionName = keyof typeof CONCLUSIONS;

export function isConclusion(word: string): word is ConclusionName {
  return Object.hasOwn(CONCLUSIONS, word);
}

/** The names, for an input that accepts them. */
export const CONCLUSION_NAMES: readonly ConclusionName[] = Object.keys(CONCLUSIONS).filter(isConclusion);
