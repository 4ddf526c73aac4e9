import type { Credentials } from "../../../lib/github/access.ts";
import { stepState } from "../../../lib/runner/step-state.ts";
import type { Decorations, StatusOptions } from "./inputs.ts";

/** A deployment that the post step has to finish, as the main step decided it. */
export interface Unfinished extends StatusOptions, Decorations {
  readonly credentials: Credentials;
  /** Absent while it is unknown whether the creation succeeded. */
  readonly id?: number;
  /** Absent if it was created elsewhere. */
  readonly creation?: {
    readonly creationId: string;
    readonly environment: string;
    readonly task: string;
  };
  /** When GitHub accepted the token, in epoch milliseconds; absent if it never did. */
  readonly took?: number;
}

export const unfinished = stepState<Unfinished>("unfinished");
