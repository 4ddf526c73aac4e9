/** What the image knows of an action, from its action.yml. */
export interface Action {
  readonly name: string;
  readonly description: string;
  readonly inputs: readonly Input[];
  readonly outputs: readonly { readonly name: string; readonly description: string }[];
  /** Whether it has more to say when its job has ended. */
  readonly hasPost: boolean;
}

export interface Input {
  readonly name: string;
  readonly description: string;
  /** As in action.yml: it may hold an expression. */
  readonly preset: string;
}

/** Inputs that must not be on a command line, where every process on the machine can read them. */
export const SECRETS: ReadonlySet<string> = new Set(["token", "private-key"]);

/** The one input that only the end of a job can give. */
export const JOB_STATUS = "job-status";

/** What was asked for cannot be done; the message says what can. */
export class UsageError extends Error {
  override readonly name = "UsageError";
}
