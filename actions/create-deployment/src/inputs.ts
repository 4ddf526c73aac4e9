import type { Credentials } from "../../../lib/github/access.ts";
import {
  DEPLOYMENT_STATES,
  LONGEST_ENVIRONMENT,
  type DeploymentState,
} from "../../../lib/github/deployments/deployment.ts";
import { CREATION_ID } from "../../../lib/github/deployments/find-deployment.ts";
import { shortDescription } from "../../../lib/github/description.ts";
import { fullName, type RepositoryName } from "../../../lib/github/repository.ts";
import { CONCLUSION_NAMES, CONCLUSIONS, isConclusion } from "../../../lib/runner/conclusion.ts";
import { credentialsUnlessFork } from "../../../lib/runner/credentials.ts";
import { decoration } from "../../../lib/runner/decoration.ts";
import { eventCommit } from "../../../lib/runner/event-commit.ts";
import { record } from "../../../lib/runner/event-payload.ts";
import { restrictedFork } from "../../../lib/runner/fork.ts";
import { InputError } from "../../../lib/runner/input-error.ts";
import { inputs } from "../../../lib/runner/inputs.ts";
import { pageOf, type Run } from "../../../lib/runner/run.ts";

/** The step's inputs, parsed. */
export interface Inputs extends StatusOptions, Decorations {
  /** Undefined in a fork's pull request, whose token cannot deploy. */
  readonly credentials: Credentials | undefined;
  readonly task: Task;
  readonly state: RequestedState;
}

/** What all states of the deployment have in common. */
export interface StatusOptions {
  readonly repository: RepositoryName;
  readonly autoInactive: boolean;
}

/** Optional details of a state. */
export interface Decorations {
  readonly description: string;
  readonly logUrl: string | undefined;
  readonly environmentUrl: string | undefined;
}

export type RequestedState = "auto" | DeploymentState;

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
  /** Undefined for all contexts. */
  readonly requiredContexts: readonly string[] | undefined;
  readonly transient: boolean;
  readonly production: boolean | undefined;
}

/** @throws InputError */
export function readInputs(run: Run): Inputs {
  const repository = inputs.repository("repository", run.repository);
  const state = readState();
  const none: Decorations = { description: "", logUrl: pageOf(run), environmentUrl: undefined };
  return {
    credentials: credentialsUnlessFork("deployments: write", restrictedFork(run)),
    repository,
    // An invalid value fails a job that is only starting, but must not prevent a final state.
    ...(state === "auto" ? readLegalDecorations(none) : readDecorations(none)),
    autoInactive: inputs.flag("auto-inactive"),
    task: readTask(run, fullName(repository)),
    state,
  };
}

function readState(): RequestedState {
  const state = inputs.choice("state", ["auto", ...DEPLOYMENT_STATES, ...CONCLUSION_NAMES] as const);
  if (!isConclusion(state)) return state;
  const { state: end } = CONCLUSIONS[state];
  // What was skipped deploys nothing.
  return end === "none" ? "inactive" : end;
}

function readLegalDecorations({ logUrl }: Decorations): Decorations {
  return {
    description: shortDescription(inputs.optional("description") ?? ""),
    logUrl: inputs.url("log-url") ?? logUrl,
    environmentUrl: inputs.url("environment-url"),
  };
}

/**
 * What goes with a state, as it is given now: later steps may have made it.
 * @param decided what was read before, for what is empty or illegal now
 */
export function readDecorations({ description, logUrl, environmentUrl }: Decorations): Decorations {
  return {
    description: shortDescription(inputs.optional("description") ?? description),
    logUrl: decoration(() => inputs.url("log-url"), logUrl),
    environmentUrl: decoration(() => inputs.url("environment-url"), environmentUrl),
  };
}

function readTask(run: Run, repository: string): Task {
  const id = inputs.id("deployment-id", "the output deployment-id of another step");
  const inactivate = inputs.flag("inactivate");
  if (id !== undefined && inactivate) {
    throw new InputError("inactivate", "true", "with deployment-id, set state: inactive instead.");
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
    throw new InputError("ref", "", "auto-merge needs the branch to merge into.");
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

/** The run's commit. Some events have none, and there is none outside GitHub. */
function defaultRef(run: Run, repository: string): string {
  const commit = eventCommit(run, repository);
  if (typeof commit === "string" && commit !== "") return commit;
  const reason =
    typeof commit === "object" ? commit.reason : "there is no run to take a commit from: set one.";
  throw new InputError("ref", "", reason);
}

function readEnvironment(): string {
  const name = inputs.required("environment", "where to deploy, such as staging, or a deployment-id");
  const { length } = [...name];
  if (length > LONGEST_ENVIRONMENT) {
    throw new InputError(
      "environment",
      name,
      `it has ${length} characters: use at most ${LONGEST_ENVIRONMENT}.`,
    );
  }
  if (/\p{Cc}/u.test(name)) throw new InputError("environment", name, "use one line of text.");
  return name;
}

function readContexts(): readonly string[] | undefined {
  const lines = (inputs.optional("required-contexts") ?? "").split("\n").map((line) => line.trim());
  const contexts = lines.filter((line) => line !== "");
  return contexts.length === 1 && contexts[0] === "all" ? undefined : contexts;
}

function readPayload(): Readonly<Record<string, unknown>> {
  const text = inputs.required("payload", "a JSON object, such as {}");
  const value = record(parseJson(text));
  if (value === undefined) {
    throw new InputError("payload", text, 'use a JSON object, such as {"cluster":"eu"}.');
  }
  if (Object.hasOwn(value, CREATION_ID)) {
    throw new InputError(
      "payload",
      text,
      `this action sets ${CREATION_ID} itself: give the field another name.`,
    );
  }
  return value;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new InputError("payload", text, `it is not valid JSON: ${reason}.`);
  }
}
