import { fileURLToPath } from "node:url";
import type { WorkflowRun } from "@release-channels/sandbox";
import { runStep, type StepResult } from "../../testing/run-step.ts";
import type { Arena } from "../burst/strategy.ts";
import { createUpdateRun, dispatchId } from "../dispatch.ts";
import type { Told } from "./invariants.ts";
import type { Delivery } from "./plan.ts";

const ACTION = fileURLToPath(new URL("../../../actions/update-database", import.meta.url));
/** A failed job is re-run, as its message says, but not forever. */
const ATTEMPTS = 8;

/** Runs a delivery's job until it succeeds, each time as the next attempt of the same run. */
export async function deliver(arena: Arena, delivery: Delivery): Promise<Told> {
  const { github } = arena;
  const { id, event } = createUpdateRun(arena, delivery);
  for (let attempt = 1; attempt <= ATTEMPTS; attempt += 1) {
    github.runs.update(id, { status: "in_progress" });
    const result = await attemptStep(arena, delivery, { id, event, attempt });
    if (result.exitCode === 0) {
      github.runs.update(id, { status: "completed", conclusion: "success" });
      return told(delivery, result);
    }
    github.runs.update(id, { status: "completed", conclusion: "failure" });
    github.runs.restart(id);
  }
  return { dispatchId: dispatchId(delivery.index), outcome: undefined, committed: false };
}

function attemptStep(
  { github, repository, token }: Arena,
  { killAfterMs }: Delivery,
  run: Pick<WorkflowRun, "id" | "event"> & { readonly attempt: number },
): Promise<StepResult> {
  return runStep({
    action: ACTION,
    github,
    token,
    repository: repository.fullName,
    event: run.event,
    inputs: { deadline: "2m" },
    runId: run.id,
    runAttempt: run.attempt,
    ...(run.attempt === 1 && killAfterMs !== undefined && { kill: AbortSignal.timeout(killAfterMs) }),
  });
}

function told({ index }: Delivery, { outputs }: StepResult): Told {
  const results: readonly { readonly outcome: string }[] = JSON.parse(outputs["results"] ?? "[]");
  return {
    dispatchId: dispatchId(index),
    outcome: results.length === 1 ? results[0]?.outcome : undefined,
    committed: outputs["changed"] === "true",
    commit: outputs["commit-sha"] || undefined,
  };
}
