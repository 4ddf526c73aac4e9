import type { Conclusion } from "./model-runs.ts";

/** The part of the vocabulary (model.ts) about checks of other Apps than GitHub Actions: a suite with one check run. */
export interface ReportedCheck {
  /** The App's slug: `circleci`. */
  readonly app: string;
  /** The check's name: `test`. */
  readonly name: string;
  readonly branch: string;
  /** 40 hex. */
  readonly sha: string;
  /** The suite that is run again; left out, it is a new one. */
  readonly suite?: number;
  /** Null while it runs. */
  readonly conclusion: Conclusion | null;
}
