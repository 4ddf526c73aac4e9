import * as core from "@actions/core";
import { explain } from "./explain.ts";

/** Does it, or warns why not: what a job is there for must not fail because it could not be told. */
export async function orWarn(title: string, act: () => Promise<void>): Promise<void> {
  try {
    await act();
  } catch (error) {
    core.warning(explain(error), { title });
    if (error instanceof Error && error.stack !== undefined) core.debug(error.stack);
  }
}
