import * as core from "@actions/core";
import { explain } from "./explain.ts";
import { writeSummary } from "./summary.ts";

/** An error with its own annotations, whose thrower has written the summary. Every other error is reported here. */
export interface AnnotatedError extends Error {
  readonly annotations: readonly {
    readonly message: string;
    readonly properties: core.AnnotationProperties;
  }[];
}

/** Runs an action's main function. Any error fails the step with its message, not a stack trace. */
export async function runAction(main: () => Promise<void>): Promise<void> {
  try {
    await main();
  } catch (error) {
    await fail(error);
  }
}

async function fail(error: unknown): Promise<void> {
  process.exitCode = core.ExitCode.Failure;
  if (isAnnotated(error)) {
    for (const { message, properties } of error.annotations) core.error(message, properties);
  } else {
    const message = explain(error);
    core.error(message);
    await writeSummary({ heading: "Failed", paragraphs: [message] });
  }
  if (error instanceof Error && error.stack !== undefined) core.debug(error.stack);
}

function isAnnotated(error: unknown): error is AnnotatedError {
  return error instanceof Error && "annotations" in error && Array.isArray(error.annotations);
}
