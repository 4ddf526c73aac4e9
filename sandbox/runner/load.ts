import type { Runner, RunnerOptions } from "./model.ts";

// The runner is half of what the sandbox has to load, and most tests play no workflow: it is loaded when it is needed.

/** Starts a runner that does for a sandbox GitHub what GitHub Actions does for the real one. */
export async function startRunner(options: RunnerOptions): Promise<Runner> {
  const { createRunner } = await import("./create.ts");
  return await createRunner(options);
}

/** What GitHub's own reader and schema say against a workflow file; undefined where it is a valid one. */
export async function workflowProblem(file: string, content: string): Promise<string | undefined> {
  const { problemOf } = await import("./template/problem.ts");
  return problemOf(file, content);
}
