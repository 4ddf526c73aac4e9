import * as core from "@actions/core";
import { runAction } from "./run-action.ts";

const STATE = "stage";

/**
 * Runs an action whose `main` and `post` are the same program: what the first leaves behind tells the second which it
 * is. A post step gets its inputs evaluated anew, so that `${{ job.status }}` is then how the job ended.
 */
export async function runStages(stages: {
  readonly main: () => Promise<void>;
  readonly post: () => Promise<void>;
}): Promise<void> {
  if (core.getState(STATE) === "post") {
    await runAction(stages.post);
    return;
  }
  core.saveState(STATE, "post");
  await runAction(stages.main);
}
