import type { Run } from "../../lib/runner/run.ts";
import { inputVariables, type Step } from "./run-step.ts";

interface GivenStep extends Pick<Step, "action" | "inputs" | "token" | "event" | "repository"> {
  /** How its run differs from that of a push to main. */
  readonly run?: Partial<Run>;
}

/**
 * Lets an action's function read its inputs in this process: these, and action.yml's defaults for the rest. For tables
 * of what it refuses: a bundle costs 50 times as much, and shows for one of them what becomes of all.
 */
export async function withInputs<Value>(step: GivenStep, read: (run: Run) => Value): Promise<Value> {
  const variables = await inputVariables(step);
  const before = Object.keys(variables).map((name) => [name, process.env[name]] as const);
  Object.assign(process.env, variables);
  try {
    return read(runOf(step));
  } finally {
    for (const [name, value] of before) {
      if (value === undefined) delete process.env[name];
      else process.env[name] = value;
    }
  }
}

const runOf = ({ event, repository, run }: GivenStep): Run => ({
  repository,
  eventName: event.name,
  event: event.payload,
  sha: "1a2b3c4d".repeat(5),
  ref: "refs/heads/main",
  headRef: "",
  id: 42,
  attempt: 1,
  actor: "octocat",
  serverUrl: "https://github.com",
  ...run,
});
