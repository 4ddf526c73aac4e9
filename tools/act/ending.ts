import type { Trace } from "./trace.ts";

/** The parts of a run that describe how it ended. */
export type Ended = Pick<Trace, "conclusion"> & {
  readonly jobs: Readonly<Record<string, Pick<Trace["jobs"][string], "result" | "outputs" | "steps">>>;
};

/**
 * How runs ended, one line each: the conclusion, the outcome of each release (or of each job that ran), and the steps that
 * did not succeed, such as `failure: my-app in dev held, Write the release: failure`.
 */
export function endingsOf(runs: readonly Ended[]): readonly string[] {
  return runs.map(({ conclusion, jobs }) => {
    const ran = Object.entries(jobs).filter(([, { result }]) => result !== "skipped");
    return `${conclusion}: ${ran.flatMap(([id, job]) => jobEnding(id, job)).join(", ")}`;
  });
}

function jobEnding(id: string, { result, outputs, steps }: Ended["jobs"][string]): readonly string[] {
  const { results } = outputs;
  const outcomes = results === undefined ? [`${id} ${result}`] : releaseOutcomes(results);
  return [...outcomes, ...steps.filter((step) => !step.endsWith(": success"))];
}

/** @param results the output of that name. A payload that is rejected as a whole has no container. */
function releaseOutcomes(results: string): readonly string[] {
  const releases: readonly {
    readonly container?: string;
    readonly channel?: string;
    readonly outcome: string;
  }[] = JSON.parse(results);
  return releases.map(({ container, channel, outcome }) =>
    container === undefined ? outcome : `${container} in ${channel} ${outcome}`,
  );
}
