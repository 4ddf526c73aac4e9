/**
 * Tells the author of a workflow or action file what is wrong with it, as GitHub does: the run fails with this
 * message. `message` starts with `file (Line: n, Col: m)`.
 */
export class InvalidFileError extends Error {
  override readonly name = "InvalidFileError";
}

/**
 * GitHub would do this, the sandbox cannot. Never ignored: the run fails and `idle()` throws it, so that a
 * green run always means that everything in the file was done.
 */
export class UnsupportedError extends Error {
  override readonly name = "UnsupportedError";
}

/** The message of anything thrown. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/**
 * A step that fails as steps do: a script's exit code, an action that cannot be found. The message goes to the job's
 * log; without one, the log has already said why.
 */
export class StepError extends Error {
  override readonly name = "StepError";
}

/** Whether this is the workflow's own fault, not the sandbox's. */
export function isExpected(error: unknown): boolean {
  return error instanceof StepError || error instanceof InvalidFileError;
}
