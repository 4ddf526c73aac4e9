import { annotationText, type JobTrace } from "./trace.ts";
import type { JobFacts, WorkflowFacts } from "./workflow-file.ts";

/** The parts of a line of act's --json log that are used here. */
interface Entry {
  readonly level?: string;
  readonly msg: string;
  readonly jobID?: string;
  /** `workflow's name/job's name`, for a job of a called workflow after the caller's name; with spaces at the end. */
  readonly job?: string;
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
 * Reads the jobs from act's log. One that act does not mention was skipped.
 * @param lines one JSON object each
 * @param called the workflows that jobs call, by those jobs' ids; their own jobs are named `caller.job`
 * @throws Error if act ran an unknown job, or an output is not made of steps' outputs
 */
export function readActLog(
  lines: readonly string[],
  { jobs }: Pick<WorkflowFacts, "jobs">,
  called: ReadonlyMap<string, Pick<WorkflowFacts, "name" | "jobs">> = new Map(),
): Readonly<Record<string, JobTrace>> {
  const entries = readEntries(lines);
  const placed = Map.groupBy(
    entries,
    (entry) =>
      [...called].find(([caller, { name }]) => entry.job?.startsWith(`${caller}/${name}/`) === true)?.[0],
  );
  const own = (placed.get(undefined) ?? []).filter(({ jobID = "" }) => !called.has(jobID));
  return {
    ...readJobs(own, jobs),
    ...Object.assign(
      {},
      ...[...called].map(([caller, { jobs }]) => readCall(caller, placed.get(caller) ?? [], jobs)),
    ),
  };
}

type Jobs = WorkflowFacts["jobs"];

/**
 * The jobs, with what their outputs say of whether secrets are set.
 * @param secrets the names of those that are
 */
export function withSecrets(jobs: Jobs, secrets: readonly string[]): Jobs {
  const resolved = (text: string): string =>
    text.replaceAll(/\$\{\{ secrets\.(\w+) != '' \}\}/g, (_, name: string) => String(secrets.includes(name)));
  return new Map(
    [...jobs].map(([id, { outputs, ...facts }]) => {
      const known = Object.entries(outputs).map(([name, text]) => [name, resolved(text)] as const);
      return [id, { ...facts, outputs: Object.fromEntries(known) }];
    }),
  );
}

/** A skipped call has no jobs. */
function readCall(caller: string, entries: readonly Entry[], jobs: Jobs): Readonly<Record<string, JobTrace>> {
  const ran = entries.some(({ jobResult }) => jobResult !== undefined);
  if (!ran) return { [caller]: readJob([], { outputs: {}, scripts: [] }) };
  return Object.fromEntries(
    Object.entries(readJobs(entries, jobs)).map(([id, trace]) => [`${caller}.${id}`, trace]),
  );
}

function readJobs(entries: readonly Entry[], jobs: Jobs): Readonly<Record<string, JobTrace>> {
  for (const { jobID } of entries) {
    if (jobID !== undefined && !jobs.has(jobID))
      throw new Error(`act ran the job ${jobID} of a called workflow, which cannot be compared`);
  }
  return Object.fromEntries(
    [...jobs].map(([id, job]) => [
      id,
      readJob(
        entries.filter(({ jobID }) => jobID === id),
        job,
      ),
    ]),
  );
}

function readJob(entries: readonly Entry[], { outputs, scripts }: JobFacts): JobTrace {
  const result = entries.findLast(({ jobResult }) => jobResult !== undefined)?.jobResult ?? "skipped";
  return {
    result,
    outputs: result === "skipped" ? {} : jobOutputs(outputs, stepOutputs(entries)),
    steps: entries.flatMap(stepText),
    annotations: entries.flatMap((entry) => annotationOf(entry, scripts)),
    summary: entries.map(({ command, content }) => (command === "summary" ? content : "")).join(""),
  };
}

/** act logs only the steps' outputs. */
function jobOutputs(
  outputs: Readonly<Record<string, string>>,
  values: ReadonlyMap<string, string>,
): Readonly<Record<string, string>> {
  const named = Object.entries(outputs).map(([name, text]) => {
    const value = text.replaceAll(
      /\$\{\{ steps\.([\w-]+)\.outputs\.([\w-]+) \}\}/g,
      (_, step: string, output: string) => values.get(`${step}.${output}`) ?? "",
    );
    if (value.includes("${{")) throw new Error(`the output ${name} is not made of steps' outputs: ${text}`);
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

/** act's output for people, with secrets masked. */
export function actLogText(lines: readonly string[]): string {
  return readEntries(lines)
    .map(({ jobID = "", msg }) => `${jobID}: ${msg.trimEnd()}`)
    .join("\n");
}

function readEntries(lines: readonly string[]): readonly Entry[] {
  return lines.filter((line) => line !== "").map((line): Entry => JSON.parse(line));
}

function stepText({ stage, step, stepResult }: Entry): readonly string[] {
  if (stage === undefined || step === undefined || stepResult === undefined || stepResult === "skipped")
    return [];
  return [`${stage === "Main" ? "" : `${stage} `}${step}: ${stepResult}`];
}

function annotationOf(
  { command = "", arg = "", kvPairs, level, msg, stepID = [] }: Entry,
  scripts: readonly string[],
): readonly string[] {
  // GitHub's runner reports this as an error of the step, act in its own words.
  // Source: actions/runner, src/Runner.Worker/Handlers/ScriptHandler.cs.
  const code = level === "error" ? /^exit status (\d+)$/.exec(msg)?.[1] : undefined;
  if (code !== undefined && scripts.includes(stepID.join("."))) {
    return [annotationText({ level: "error", message: `Process completed with exit code ${code}.` })];
  }
  if (!annotationLevels.has(command)) return [];
  return [annotationText({ level: command, title: kvPairs?.["title"], message: arg })];
}
