import { pullRequestIn, pushedMessageIn } from "../../github/event-payload.ts";
import type { GitHub, WorkflowEvent, WorkflowRun } from "../../github/model.ts";
import { fieldsIn } from "../../narrow.ts";
import { InvalidFileError } from "../errors.ts";
import { messageAt } from "../git.ts";
import { githubContext } from "../job/contexts.ts";
import type { RunFacts } from "../job/facts.ts";
import { noFunctions } from "../job/functions.ts";
import { evaluateString, type Scope } from "../template/token.ts";
import { dispatchInputs, type Inputs } from "../workflow/inputs.ts";
import type { WorkflowLoader } from "../workflow/load.ts";
import type { FileOrigin, WorkflowFile, WorkflowHeader } from "../workflow/model.ts";
import type { OpenedWorkflow } from "../workflow/parse.ts";
import { isTriggered, skipsWorkflows } from "../workflow/triggers.ts";
import type { StartableRun } from "./attempt.ts";
import { eventPaths } from "./changed-paths.ts";

/** A workflow file that an event should start but that cannot run. */
export interface RefusedRun {
  readonly run: WorkflowRun;
  readonly error: unknown;
}

export interface StartedRuns {
  readonly runs: readonly StartableRun[];
  readonly refused: readonly RefusedRun[];
}

/**
 * Finds the workflows that listen for an event, in the commit that the event is about, and creates their runs.
 * @throws UnsupportedError for an event the sandbox does not know
 */
export async function startRuns(
  event: WorkflowEvent,
  github: GitHub,
  loader: WorkflowLoader,
  variables: Readonly<Record<string, string>>,
): Promise<StartedRuns> {
  if (await isSkipped(event)) return { runs: [], refused: [] };
  const runs: StartableRun[] = [];
  const refused: RefusedRun[] = [];
  for (const path of await loader.list(event.repository, event.sha)) {
    const origin: FileOrigin = {
      repository: event.repository,
      path,
      sha: event.sha,
      ref: event.ref,
      label: path,
    };
    let opened: OpenedWorkflow;
    try {
      opened = await loader.open(origin);
    } catch (error) {
      if (!(error instanceof InvalidFileError)) throw error;
      // A file that cannot be read at all shows as a failed run of the push.
      if (event.name === "push" || event.workflowPath === path)
        refused.push(refuse(event, path, github, error));
      continue;
    }
    if (!(await isTriggered(opened.header, event, () => eventPaths(event)))) continue;
    try {
      runs.push(createRun(event, opened.complete(), github, variables));
    } catch (error) {
      refused.push(refuse(event, path, github, error));
    }
  }
  if (event.workflowPath !== undefined && runs.length + refused.length === 0) {
    throw new InvalidFileError(`${event.workflowPath}: Workflow does not have '${event.name}' trigger`);
  }
  return { runs, refused };
}

async function isSkipped(event: WorkflowEvent): Promise<boolean> {
  if (event.name !== "push" && event.name !== "pull_request") return false;
  const sha = pullRequestIn(event)?.head.sha ?? event.sha;
  return skipsWorkflows(pushedMessageIn(event) ?? (await messageAt(event.repository.gitDir, sha)));
}

/** GitHub names the run of a file that it cannot run after the file's path. */
function refuse(event: WorkflowEvent, path: string, github: GitHub, error: unknown): RefusedRun {
  const title = { event, workflowPath: path, workflowName: path, displayTitle: path };
  return { run: github.runs.create(title), error };
}

function createRun(
  event: WorkflowEvent,
  workflow: WorkflowFile,
  github: GitHub,
  variables: Readonly<Record<string, string>>,
): StartableRun {
  const scopeOf = (payload: RunFacts["payload"], inputs: Inputs): Scope => ({
    file: workflow.label,
    contexts: {
      // The run has no number yet: a name cannot contain it.
      github: githubContext({ run: unnumbered(event, workflow), workflow, payload }, github),
      inputs,
      vars: variables,
    },
    functions: noFunctions,
  });
  const isDispatch = event.name === "workflow_dispatch";
  const given = fieldsIn(event.payload["inputs"]);
  const inputs = isDispatch ? dispatchInputs(workflow.dispatchInputs, given, scopeOf(event.payload, {})) : {};
  const texts = Object.fromEntries(Object.entries(inputs).map(([name, value]) => [name, String(value)]));
  // The event shows the inputs as text, defaults filled in.
  const payload = isDispatch ? { ...event.payload, inputs: texts } : event.payload;
  const named =
    workflow.runName === undefined ? "" : evaluateString(workflow.runName, scopeOf(payload, inputs));
  const run = github.runs.create({
    event,
    workflowPath: workflow.path,
    workflowName: workflow.name,
    displayTitle: named.trim() === "" ? defaultTitle(event, workflow) : named,
  });
  return { run, workflow, payload, inputs };
}

function unnumbered(event: WorkflowEvent, workflow: WorkflowHeader): WorkflowRun {
  const now = new Date();
  return {
    id: 0,
    runNumber: 0,
    runAttempt: 1,
    repository: event.repository,
    workflowPath: workflow.path,
    workflowName: workflow.name,
    displayTitle: "",
    event,
    triggeringActor: event.actor,
    status: "queued",
    conclusion: null,
    htmlUrl: "",
    createdAt: now,
    updatedAt: now,
  };
}

/** GitHub's name for a run without `run-name`. */
function defaultTitle(event: WorkflowEvent, workflow: WorkflowHeader): string {
  if (event.name === "push") return pushedMessageIn(event)?.split("\n")[0] ?? workflow.name;
  if (event.name === "repository_dispatch") return String(event.payload["action"]);
  return pullRequestIn(event)?.title ?? workflow.name;
}
