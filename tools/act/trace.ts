import type { RunRecord } from "@release-channels/sandbox";

/** The results of a run, in the same form for both runners. */
export interface Trace {
  /** `.github/workflows/update-database.yml` */
  readonly workflow: string;
  readonly conclusion: string;
  readonly jobs: Readonly<Record<string, JobTrace>>;
  /** The runner's own log, to investigate differences. */
  readonly log: string;
}

export interface JobTrace {
  readonly result: string;
  /** Those that are not empty. */
  readonly outputs: Readonly<Record<string, string>>;
  /** `Write the release: success`, in order. */
  readonly steps: readonly string[];
  /** `notice: my-app in dev is superseded …` */
  readonly annotations: readonly string[];
  /** Markdown of all its steps. */
  readonly summary: string;
}

/** The steps that GitHub adds to a job; act has different ones. */
const framing = new Set(["Set up job", "Complete job"]);

/** What the sandbox's runner recorded. */
export function traceOf({ run, jobs }: RunRecord): Trace {
  return {
    workflow: run.workflowPath,
    conclusion: String(run.conclusion),
    jobs: Object.fromEntries(
      jobs.map(({ id, result, outputs, steps, annotations, summary }) => [
        id,
        {
          result,
          outputs,
          steps: steps
            .filter(({ name, outcome }) => !framing.has(name) && outcome !== "skipped")
            .map(({ name, outcome }) => `${name}: ${outcome}`),
          annotations: annotations.map(annotationText),
          summary,
        },
      ]),
    ),
    log: jobs.map(({ log }) => log).join("\n"),
  };
}

/** An annotation in one line. */
export function annotationText(annotation: {
  readonly level: string;
  readonly title?: string | undefined;
  readonly message: string;
}): string {
  const { level, title, message } = annotation;
  return title === undefined ? `${level}: ${message}` : `${level} (${title}): ${message}`;
}
