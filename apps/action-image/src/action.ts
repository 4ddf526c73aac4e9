/** An action, from its action.yml. */
export interface Action {
  readonly name: string;
  readonly description: string;
  readonly inputs: readonly Input[];
  readonly outputs: readonly { readonly name: string; readonly description: string }[];
  /** Whether it has a post stage, which runs when the job ends. */
  readonly hasPost: boolean;
}

export interface Input {
  readonly name: string;
  readonly description: string;
  /** The default in action.yml, which may contain an expression. */
  readonly preset: string;
}

/** Inputs that must not be on a command line, which every process on the machine can read. */
export const SECRETS: ReadonlySet<string> = new Set(["token", "private-key"]);

/** The input whose value is known only when a job ends. */
export const JOB_STATUS = "job-status";

/** An invalid request; the message says what is possible. */
export class UsageError extends Error {
  override readonly name = "UsageError";
}
