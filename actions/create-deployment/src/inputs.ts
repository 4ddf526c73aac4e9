import { requireCredentials, type CredentialInputs } from "../../../lib/runner/credentials.ts";
import { eventCommit } from "../../../lib/runner/event-commit.ts";
import { inputs, InputError } from "../../../lib/runner/inputs.ts";
import { JOB_STATUSES, type JobStatus } from "../../../lib/runner/job-status.ts";
import { pageOf, type Run } from "../../../lib/runner/run.ts";
import { DEPLOYMENT_STATES, LONGEST_ENVIRONMENT } from "../../../lib/github/deployments/deployment.ts";
import { shortDescription } from "../../../lib/github/description.ts";
import { parseRepositoryName, type RepositoryName } from "../../../lib/github/repository.ts";

const STATES = ["auto", ...DEPLOYMENT_STATES] as const;

/** What the step was asked to do. */
export interface Inputs extends StatusInputs {
  readonly task: Task;
  readonly state: (typeof STATES)[number];
}

/** What the main and the post step both need. */
export interface StatusInputs {
  readonly credentials: CredentialInputs;
  readonly repository: RepositoryName;
  readonly description: string;
  readonly logUrl: string | undefined;
  readonly environmentUrl: string | undefined;
  readonly autoInactive: boolean;
}

export type Task =
  | { readonly kind: "create"; readonly deployment: RequestedDeployment }
  | { readonly kind: "continue"; readonly id: number }
  | { readonly kind: "inactivate"; readonly environment: string };

export interface RequestedDeployment {
  readonly environment: string;
  readonly ref: string;
  readonly task: string;
  readonly payload: Readonly<Record<string, unknown>>;
  readonly autoMerge: boolean;
  /** Every one when undefined. */
  readonly requiredContexts: readonly string[] | undefined;
  readonly transient: boolean;
  readonly production: boolean | undefined;
}

/** @throws InputError */
export function readInputs(run: Run): Inputs {
  const status = readStatusInputs(run);
  return {
    ...status,
    task: readTask(run, `${status.repository.owner}/${status.repository.repo}`),
    state: inputs.choice("state", STATES),
  };
}

/** @throws InputError */
export function readStatusInputs(run: Run): StatusInputs {
  return {
    credentials: requireCredentials("deployments: write"),
    repository: readRepository(run),
    description: shortDescription(inputs.optional("description") ?? ""),
    logUrl: readUrl("log-url", inputs.optional("log-url")) ?? pageOf(run),
    environmentUrl: readUrl("environment-url", inputs.optional("environment-url")),
    autoInactive: inputs.flag("auto-inactive"),
  };
}

/** How the job ended; only a post step knows. */
export function readJobStatus(): JobStatus {
  return inputs.choice("job-status", JOB_STATUSES);
}

function readTask(run: Run, repository: string): Task {
  const id = readDeploymentId();
  const inactivate = inputs.flag("inactivate");
  if (id !== undefined && inactivate) {
    throw new InputError("inactivate", "true", "with deployment-id, say state: inactive instead.");
  }
  if (id !== undefined) return { kind: "continue", id };
  const environment = readEnvironment();
  if (inactivate) return { kind: "inactivate", environment };
  return { kind: "create", deployment: readDeployment(environment, run, repository) };
}

function readDeployment(environment: string, run: Run, repository: string): RequestedDeployment {
  const ref = inputs.optional("ref");
  const autoMerge = inputs.flag("auto-merge");
  if (autoMerge && ref === undefined) {
    throw new InputError("ref", "", "with auto-merge, give the branch that GitHub is to merge into.");
  }
  return {
    environment,
    ref: ref ?? defaultRef(run, repository),
    task: inputs.required("task", "a word, such as deploy"),
    payload: readPayload(),
    autoMerge,
    requiredContexts: readContexts(),
    transient: inputs.flag("transient"),
    production: inputs.optional("production") === undefined ? undefined : inputs.flag("production"),
  };
}

/** The commit that the run is about. There is none for some events, and outside of GitHub. */
function defaultRef(run: Run, repository: string): string {
  const commit = eventCommit(run, repository);
  if (typeof commit === "string" && commit !== "") return commit;
  const reason =
    typeof commit === "object" ? commit.reason : "there is no run that names a commit: give one.";
  throw new InputError("ref", "", reason);
}

function readRepository(run: Run): RepositoryName {
  const text = inputs.optional("repository") ?? run.repository;
  const repository = parseRepositoryName(text);
  if (repository === undefined) throw new InputError("repository", text, "owner/name is allowed.");
  return repository;
}

function readDeploymentId(): number | undefined {
  const text = inputs.optional("deployment-id");
  if (text === undefined) return undefined;
  if (!/^[1-9]\d{0,14}$/.test(text)) {
    throw new InputError("deployment-id", text, "the output deployment-id of another step is allowed.");
  }
  return Number(text);
}

function readEnvironment(): string {
  const name = inputs.required("environment", "where to deploy, such as staging, or a deployment-id");
  const { length } = [...name];
  if (length > LONGEST_ENVIRONMENT) {
    throw new InputError(
      "environment",
      name,
      `it has ${length} characters, and ${LONGEST_ENVIRONMENT} are allowed.`,
    );
  }
  if (/\p{Cc}/u.test(name)) throw new InputError("environment", name, "one line of text is allowed.");
  return name;
}

function readUrl(name: string, text: string | undefined): string | undefined {
  if (text === undefined) return undefined;
  const protocol = URL.canParse(text) ? new URL(text).protocol : "";
  if (protocol !== "https:" && protocol !== "http:") {
    throw new InputError(name, text, "an address with https:// is allowed.");
  }
  return text;
}

function readContexts(): readonly string[] | undefined {
  const lines = (inputs.optional("required-contexts") ?? "").split("\n").map((line) => line.trim());
  const contexts = lines.filter((line) => line !== "");
  return contexts.length === 1 && contexts[0] === "all" ? undefined : contexts;
}

function readPayload(): Readonly<Record<string, unknown>> {
  const text = inputs.required("payload", "a JSON object, such as {}");
  const value = parseJson(text);
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    throw new InputError("payload", text, 'a JSON object is allowed, such as {"cluster":"eu"}.');
  }
  return value as Readonly<Record<string, unknown>>;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new InputError("payload", text, `it is not JSON: ${reason}.`);
  }
}
