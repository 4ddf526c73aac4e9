import * as core from "@actions/core";
import { runAction } from "./run-action.ts";

/** What a step does in its turn, and what it does when the job ends, even after a failure or a cancellation. */
export interface Phases {
  readonly main: () => Promise<void>;
  readonly post: () => Promise<void>;
}

/** The runner starts the same bundle twice: this state, saved by the first run, identifies the second. */
const POST = "is-post";

/** Runs the current phase, as runAction does. */
export async function runPhases({ main, post }: Phases): Promise<void> {
  if (core.getState(POST) === "true") return runAction(post);
  core.saveState(POST, "true");
  return runAction(main);
}
