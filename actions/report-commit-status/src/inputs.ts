import type { Credentials } from "../../../lib/github/access.ts";
import { COMMIT_STATES, type CommitState } from "../../../lib/github/statuses/commit-status.ts";
import { CONCLUSION_NAMES, type ConclusionName } from "../../../lib/runner/conclusion.ts";
import { credentialsUnlessFork } from "../../../lib/runner/credentials.ts";
import { decoration } from "../../../lib/runner/decoration.ts";
import { restrictedFork } from "../../../lib/runner/fork.ts";
import { inputs } from "../../../lib/runner/inputs.ts";
import type { Run } from "../../../lib/runner/run.ts";
import type { Decorations } from "./decorations.ts";
import type { StatusTarget } from "./pending-report.ts";
import { findTargets } from "./targets.ts";

/** The step's inputs, parsed. */
export interface Inputs extends Decorations {
  readonly state: RequestedState;
  readonly context: string;
  readonly targets: readonly StatusTarget[];
  /** Undefined in a fork's pull request, whose token cannot report. */
  readonly credentials: Credentials | undefined;
}

/** A state, or how a job or a run ended. */
export type RequestedState = "auto" | CommitState | ConclusionName;

/** @throws InputError */
export function readInputs(run: Run): Inputs {
  const state = inputs.choice<RequestedState>("state", ["auto", ...COMMIT_STATES, ...CONCLUSION_NAMES]);
  return {
    state,
    context: readContext(),
    // An invalid value fails a job that is only starting, but must not prevent a final state.
    ...(state === "auto"
      ? { description: inputs.optional("description"), targetUrl: inputs.url("target-url") }
      : readDecorations({ description: undefined, targetUrl: undefined })),
    targets: findTargets(
      {
        repository: inputs.optional("repository"),
        repositories: inputs.optional("repositories"),
        sha: inputs.optional("sha"),
      },
      run,
    ),
    credentials: credentialsUnlessFork("statuses: write", restrictedFork(run)),
  };
}

/** On one line: what a matrix says of a leg that is an object has several. */
function readContext(): string {
  const text = inputs.required("context", "the context of the status, such as Release Data Prep / Main");
  return text.replaceAll(/\s+/g, " ").trim();
}

/**
 * Reads the details again at the end: later steps may have produced them.
 * @param decided what the main step read, used if a value is now empty or invalid
 */
export function readDecorations(decided: Decorations): Decorations {
  return {
    description: inputs.optional("description") ?? decided.description,
    targetUrl: decoration(() => inputs.url("target-url"), decided.targetUrl),
  };
}
