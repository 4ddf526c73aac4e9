import type { Credentials } from "../../../lib/github/access.ts";
import { COMMIT_STATES, type CommitState } from "../../../lib/github/statuses/commit-status.ts";
import { credentialsUnlessFork } from "../../../lib/runner/credentials.ts";
import { decoration } from "../../../lib/runner/decoration.ts";
import { restrictedFork } from "../../../lib/runner/fork.ts";
import { inputs } from "../../../lib/runner/inputs.ts";
import type { Run } from "../../../lib/runner/run.ts";
import type { Decorations } from "./decorations.ts";
import type { StatusTarget } from "./pending-report.ts";
import { findTargets } from "./targets.ts";

/** What the step was asked to do. */
export interface Inputs extends Decorations {
  readonly state: RequestedState;
  readonly context: string;
  readonly targets: readonly StatusTarget[];
  /** Undefined in a fork's pull request, whose run has none that may report. */
  readonly credentials: Credentials | undefined;
}

/** A state, or what `needs.<job>.result` says beside those. */
export type RequestedState = "auto" | CommitState | keyof typeof RESULTS;

/** How GitHub itself takes them: a job that was skipped does not fail a required check. */
export const RESULTS = {
  skipped: { state: "success", words: "Skipped" },
  cancelled: { state: "error", words: "Cancelled" },
} as const;

/** @throws InputError */
export function readInputs(run: Run): Inputs {
  const state = inputs.choice<RequestedState>("state", ["auto", ...COMMIT_STATES, "skipped", "cancelled"]);
  return {
    state,
    context: readContext(),
    // A job that only begins is told of a mistake. Whatever is said for good must be said.
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
  const text = inputs.required("context", "what the status is about, such as Release Data Prep / Main");
  return text.replaceAll(/\s+/g, " ").trim();
}

/**
 * What goes with the state, as it is given now: later steps may have made it.
 * @param decided what the main step had read, for what is empty or illegal now
 */
export function readDecorations(decided: Decorations): Decorations {
  return {
    description: inputs.optional("description") ?? decided.description,
    targetUrl: decoration(() => inputs.url("target-url"), decided.targetUrl),
  };
}
