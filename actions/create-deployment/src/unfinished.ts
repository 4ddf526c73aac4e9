import type { Credentials } from "../../../lib/github/access.ts";
import { stepState } from "../../../lib/runner/step-state.ts";
import type { Decorations, StatusOptions } from "./inputs.ts";

/** A deployment that the post step is to finish, as the main step decided it. */
export interface Unfinished extends StatusOptions, Decorations {
  readonly credentials: Credentials;
  /** Absent while it is not known whether the request to create it came through. */
  readonly id?: number;
  /** Absent when it was created elsewhere. */
  readonly creation?: {
    readonly creationId: string;
    readonly environment: string;
    readonly task: string;
  };
  /** Epoch milliseconds when GitHub took the token; absent when it never did. */
  readonly took?: number;
}

export const unfinished = stepState<Unfinished>("unfinished");
