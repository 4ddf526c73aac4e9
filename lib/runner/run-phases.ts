import * as core from "@actions/core";
import { runAction } from "./run-action.ts";

/** What a step does in its place, and what it does when the job ends: also when a step failed or it was cancelled. */
export interface Phases {
  readonly main: () => Promise<void>;
  readonly post: () => Promise<void>;
}

/** The runner starts the same bundle twice: what the first one saved tells the second that it is the second. */
const POST = "is-post";

/** Runs the phase that it is time for, as runAction does. */
export async function runPhases({ main, post }: Phases): Promise<void> {
  if (core.getState(POST) === "true") return runAction(post);
  core.saveState(POST, "true");
  return runAction(main);
}
