import * as core from "@actions/core";
import type { RepositoryName } from "../../../lib/github/repository.ts";

/** A deployment that the post step is to finish. */
export interface Unfinished {
  readonly repository: RepositoryName;
  /** Absent while it is not known whether the request to create it came through. */
  readonly id?: number;
  /** Absent when it was created elsewhere. */
  readonly creation?: {
    readonly creationId: string;
    readonly environment: string;
    readonly task: string;
  };
}

const STATE = "unfinished";

/** Leaves it to the post step, whatever happens from here on; `undefined` leaves nothing. */
export function leaveUnfinished(deployment: Unfinished | undefined): void {
  core.saveState(STATE, deployment ?? "");
}

/** What the main step left. */
export function readUnfinished(): Unfinished | undefined {
  const saved = core.getState(STATE);
  return saved === "" ? undefined : (JSON.parse(saved) as Unfinished);
}
