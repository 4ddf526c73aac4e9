import { annotationText, type JobTrace } from "./trace.ts";
import type { WorkflowFacts } from "./workflow-file.ts";

/** A line that act logs with --json, as far as it is used here. */
interface Entry {
  readonly msg: string;
  readonly jobID?: string;
  readonly step?: string;
  readonly stepID?: readonly string[];
  readonly stage?: "Pre" | "Main" | "Post";
  readonly stepResult?: string;
  readonly jobResult?: string;
  readonly command?: string;
  readonly name?: string;
  readonly arg?: string;
  readonly content?: string;
  readonly kvPairs?: Readonly<Record<string, string>> | null;
}

const annotationLevels = new Set(["error", "warning", "notice"]);

/**
 * Reads the jobs out of act's log. One that act does not mention was skipped.
 * @param lines one JSON object each
 * @throws Error when act ran a job that the workflow file does not have, or an output is more than steps' outputs
 */
export function readActLog(
  lines: readonly string[],
  { jobs }: Pick<WorkflowFacts, "jobs">,
): Readonly<Record<string, JobTrace>> {
  const entries = readEntries(lines);
  for (const { jobID } of entries) {
    if (jobID !== undefined && !jobs.has(jobID))
      throw new Error(`act ran the job ${jobID} of a called workflow, which cannot be compared`);
  }
  return Object.fromEntries(
    [...jobs].map(([id, outputs]) => {
      const own = entries.filter(({ jobID }) => jobID === id);
      const result = own.findLast(({ jobResult }) => jobResult !== undefined)?.jobResult ?? "skipped";
      return [
        id,
        {
          result,
          outputs: result === "skipped" ? {} : jobOutputs(outputs, stepOutputs(own)),
          steps: own.flatMap(stepText),
          annotations: own.flatMap(annotationOf),
          summary: own.map(({ command, content }) => (command === "summary" ? content : "")).join(""),
        },
      ];
    }),
  );
}

/** act tells the steps' outputs only. */
function jobOutputs(
  outputs: Readonly<Record<string, string>>,
  values: ReadonlyMap<string, string>,
): Readonly<Record<string, string>> {
  const named = Object.entries(outputs).map(([name, text]) => {
    const value = text.replaceAll(
      /\$\{\{ steps\.([\w-]+)\.outputs\.([\w-]+) \}\}/g,
      (_, step: string, output: string) => values.get(`${step}.${output}`) ?? "",
    );
    if (value.includes("${{")) throw new Error(`the output ${name} is more than steps' outputs: ${text}`);
    return [name, value] as const;
  });
  return Object.fromEntries(named.filter(([, value]) => value !== ""));
}

function stepOutputs(entries: readonly Entry[]): ReadonlyMap<string, string> {
  return new Map(
    entries.flatMap(({ command, stepID = [], name = "", arg = "" }) =>
      command === "set-output" ? [[`${stepID.join(".")}.${name}`, arg] as const] : [],
    ),
  );
}

/** What act says to people, secrets hidden. */
export function actLogText(lines: readonly string[]): string {
  return readEntries(lines)
    .map(({ jobID = "", msg }) => `${jobID}: ${msg.trimEnd()}`)
    .join("\n");
}

function readEntries(lines: readonly string[]): readonly Entry[] {
  return lines.filter((line) => line !== "").map((line) => JSON.parse(line) as Entry);
}

function stepText({ stage, step, stepResult }: Entry): readonly string[] {
  if (stage === undefined || step === undefined || stepResult === undefined || stepResult === "skipped")
    return [];
  return [`${stage === "Main" ? "" : `${stage} `}${step}: ${stepResult}`];
}

function annotationOf({ command = "", arg = "", kvPairs }: Entry): readonly string[] {
  if (!annotationLevels.has(command)) return [];
  return [annotationText({ level: command, title: kvPairs?.["title"], message: arg })];
}
