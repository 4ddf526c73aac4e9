import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import {
  annotationOf,
  launch,
  parseCommand,
  parseKeyValues,
  SHORT_LIVED,
  type Annotation,
  type GitHub,
} from "@release-channels/sandbox";
import { parse } from "yaml";

/** One step without its job: just the action, as the runner would start it. */
export interface Step {
  /** The action's folder, with action.yml. */
  readonly action: string;
  readonly github: GitHub;
  /** The job's GITHUB_TOKEN, for inputs that default to it. */
  readonly token?: string;
  /** As in `with:`. */
  readonly inputs?: Readonly<Record<string, string>>;
  readonly event: { readonly name: string; readonly payload: Readonly<Record<string, unknown>> };
  /** `owner/name` of the repository whose workflow runs. */
  readonly repository: string;
  readonly sha?: string;
  readonly ref?: string;
  readonly actor?: string;
  readonly runId?: number;
  readonly runAttempt?: number;
  /** The job has `id-token: write`; its repository must exist in the sandbox's GitHub. */
  readonly idToken?: boolean;
  /** The checked-out files, text by path; none if left out. */
  readonly workspace?: Readonly<Record<string, string>>;
  /** Extra environment variables: a proxy, say. */
  readonly env?: Readonly<Record<string, string>>;
  /** Whether the action runs in its place or when the job ends; defaults to `main`. */
  readonly stage?: "main" | "post";
  /** What `main` saved for `post`: its result's `state`. */
  readonly state?: Readonly<Record<string, string>>;
  /** The job's status, for inputs that default to it; defaults to `success`. */
  readonly jobStatus?: "success" | "failure" | "cancelled";
  /** Ends the process with SIGKILL, as when a machine is lost. */
  readonly kill?: AbortSignal;
  /** Sends it SIGINT, as the runner does when its job is cancelled. */
  readonly cancel?: AbortSignal;
}

export interface StepResult {
  readonly exitCode: number | null;
  readonly log: string;
  readonly outputs: Readonly<Record<string, string>>;
  readonly annotations: readonly Annotation[];
  readonly summary: string;
  /** What the action saved for its later stage, including what was saved before. */
  readonly state: Readonly<Record<string, string>>;
  /** What the action registered as secret. */
  readonly masked: readonly string[];
}

interface ActionMetadata {
  readonly inputs?: Readonly<Record<string, { readonly default?: string }>>;
  readonly runs: { readonly using: string; readonly main: string; readonly post?: string };
}

/** Runs an action's committed bundle as a child process that sees the runner's variables and no others. */
export async function runStep(step: Step): Promise<StepResult> {
  const folder = await mkdtemp(join(tmpdir(), "step-"));
  try {
    const action = await metadataOf(step);
    if (action.runs.using !== "node24")
      throw new Error(`${step.action} runs on ${action.runs.using}, not on node24`);
    const files = await prepareFiles(folder, step);
    const env = {
      ...runnerEnvironment(step, files),
      ...(step.idToken === true && idTokenEnvironment(step)),
      ...inputEnvironment(step, action),
      ...stateEnvironment(step),
      ...step.env,
    };
    const script = resolve(step.action, scriptOf(step, action));
    const { exitCode, output } = await launch({
      command: process.execPath,
      args: [...SHORT_LIVED, script],
      cwd: files.workspace,
      env,
      ...(step.kill !== undefined && { kill: step.kill }),
      ...(step.cancel !== undefined && { interrupt: step.cancel }),
    });
    const log = output.toString("utf8");
    const commands = log.split(/\r?\n/).flatMap((line) => parseCommand(line) ?? []);
    return {
      exitCode,
      log,
      outputs: await readValues(files.output),
      annotations: commands.flatMap((command) => annotationOf(command) ?? []),
      summary: await readFile(files.summary, "utf8"),
      state: { ...step.state, ...(await readValues(files.state)) },
      masked: commands.filter(({ name }) => name === "add-mask").map(({ data }) => data),
    };
  } finally {
    await rm(folder, { recursive: true });
  }
}

const readValues = async (file: string): Promise<Record<string, string>> =>
  Object.fromEntries(parseKeyValues(await readFile(file, "utf8")));

function scriptOf({ action, stage = "main" }: Step, { runs }: ActionMetadata): string {
  const script = runs[stage];
  if (script === undefined) throw new Error(`${action} has no ${stage}`);
  return script;
}

function stateEnvironment({ state = {} }: Step): Record<string, string> {
  return Object.fromEntries(Object.entries(state).map(([name, value]) => [`STATE_${name}`, value]));
}

interface StepFiles {
  readonly event: string;
  readonly output: string;
  readonly summary: string;
  readonly state: string;
  readonly workspace: string;
}

async function prepareFiles(folder: string, step: Step): Promise<StepFiles> {
  const files = {
    event: join(folder, "event.json"),
    output: join(folder, "output"),
    summary: join(folder, "summary.md"),
    state: join(folder, "state"),
    workspace: join(folder, "workspace"),
  };
  await mkdir(files.workspace);
  for (const [path, text] of Object.entries(step.workspace ?? {})) {
    await mkdir(dirname(join(files.workspace, path)), { recursive: true });
    await writeFile(join(files.workspace, path), text);
  }
  await writeFile(files.event, JSON.stringify(step.event.payload));
  await Promise.all([files.output, files.summary, files.state].map((file) => writeFile(file, "")));
  return files;
}

function runnerEnvironment(step: Step, files: StepFiles): Record<string, string> {
  const { github, repository, event } = step;
  const { sha, ref, actor, runId, runAttempt } = runOf(step);
  return {
    PATH: process.env["PATH"] ?? "",
    // Saves each step the cost of compiling its bundle; the suite does not read this variable.
    ...(process.env["NODE_COMPILE_CACHE"] !== undefined && {
      NODE_COMPILE_CACHE: process.env["NODE_COMPILE_CACHE"],
    }),
    CI: "true",
    GITHUB_ACTIONS: "true",
    GITHUB_SERVER_URL: github.url,
    GITHUB_API_URL: github.apiUrl,
    GITHUB_GRAPHQL_URL: github.graphqlUrl,
    GITHUB_REPOSITORY: repository,
    GITHUB_REPOSITORY_OWNER: repository.split("/")[0] ?? "",
    GITHUB_WORKFLOW: "CI",
    GITHUB_JOB: "build",
    GITHUB_EVENT_NAME: event.name,
    GITHUB_EVENT_PATH: files.event,
    GITHUB_SHA: sha,
    GITHUB_REF: ref,
    GITHUB_ACTOR: actor,
    GITHUB_RUN_ID: String(runId),
    GITHUB_RUN_NUMBER: "1",
    GITHUB_RUN_ATTEMPT: String(runAttempt),
    GITHUB_OUTPUT: files.output,
    GITHUB_STEP_SUMMARY: files.summary,
    GITHUB_STATE: files.state,
    GITHUB_WORKSPACE: files.workspace,
  };
}

/** The run that the step belongs to, as far as it is known. */
function runOf({ sha, ref, actor, runId, runAttempt }: InputStep) {
  return {
    sha: sha ?? "0".repeat(40),
    ref: ref ?? "refs/heads/main",
    actor: actor ?? "octocat",
    runId: runId ?? 1,
    runAttempt: runAttempt ?? 1,
  };
}

function idTokenEnvironment(step: Step): Record<string, string> {
  const { github, repository, event } = step;
  const run = runOf(step);
  const workflow = { name: "CI", repository, path: ".github/workflows/ci.yml", ref: run.ref, sha: run.sha };
  const { url, token } = github.oidc.requestFor({
    repository: github.repository(repository),
    ...run,
    runNumber: 1,
    eventName: event.name,
    workflow,
  });
  return { ACTIONS_ID_TOKEN_REQUEST_URL: url, ACTIONS_ID_TOKEN_REQUEST_TOKEN: token };
}

/** INPUT_* of a step, as the runner sets them. */
export const inputVariables = async (step: InputStep): Promise<Record<string, string>> =>
  inputEnvironment(step, await metadataOf(step));

const metadataOf = async ({ action }: Pick<Step, "action">): Promise<ActionMetadata> =>
  parse(await readFile(join(action, "action.yml"), "utf8")) as ActionMetadata;

/** What inputs and their defaults depend on. */
type InputStep = Omit<Step, "github" | "repository">;

/** INPUT_*: given ones first, then action.yml's defaults. */
function inputEnvironment(step: InputStep, { inputs = {} }: ActionMetadata): Record<string, string> {
  const given = step.inputs ?? {};
  for (const name of Object.keys(given)) {
    if (!(name in inputs)) throw new Error(`${step.action} has no input ${name}`);
  }
  return Object.fromEntries(
    Object.entries(inputs).map(([name, { default: preset = "" }]) => [
      `INPUT_${name.replaceAll(" ", "_").toUpperCase()}`,
      given[name] ?? evaluate(preset, step),
    ]),
  );
}

/** What a default says about a leg of a matrix: there is none here. */
const LEG =
  "${{ join(matrix.*, ', ') && format(' ({0})', (contains(join(matrix.*, ', '), 'Object') || contains(join(matrix.*, ', '), 'Array')) && toJSON(matrix) || join(matrix.*, ', ')) }}";

/** The expressions that defaults use; all others are left to the workflow runner. */
function evaluate(preset: string, step: InputStep): string {
  const { token = "", event, jobStatus = "success" } = step;
  const { ref } = runOf(step);
  const repository = event.payload["repository"] as { readonly default_branch?: string } | undefined;
  const values = new Map([
    ["github.token", token],
    [
      "github.event.repository.default_branch || github.ref_name",
      repository?.default_branch ?? ref.replace(/^refs\/(?:heads|tags)\//, ""),
    ],
    ["github.workflow", "CI"],
    ["github.job", "build"],
    ["job.status", jobStatus],
  ]);
  const value = preset
    .replace(LEG, "")
    .replaceAll(/\$\{\{ ([a-z_.| ]+) \}\}/g, (whole, expression: string) => values.get(expression) ?? whole);
  if (value.includes("${{")) throw new Error(`this step runner cannot evaluate ${value}`);
  return value;
}
