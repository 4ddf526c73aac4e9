import * as core from "@actions/core";
import { explain } from "./explain.ts";

/** Runs `act` and turns a failure into a warning: a report that fails must not fail the job. */
export async function orWarn(title: string, act: () => Promise<void>): Promise<void> {
  try {
    await act();
  } catch (error) {
    core.warning(explain(error), { title });
    if (error instanceof Error && error.stack !== undefined) core.debug(error.stack);
  }
}
