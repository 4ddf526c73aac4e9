import type { Credentials } from "../../../lib/github/access.ts";
import type { RepositoryName } from "../../../lib/github/repository.ts";
import { stepState } from "../../../lib/runner/step-state.ts";
import type { Decorations } from "./decorations.ts";

/** What the post step has to finish, as the main step decided it. */
export interface PendingReport extends Decorations {
  readonly context: string;
  readonly targets: readonly KnownTarget[];
  readonly credentials: Credentials;
  /** When GitHub accepted the token, in epoch milliseconds; undefined if it never did. */
  readonly took?: number | undefined;
}

/** A commit to report to. */
export interface StatusTarget {
  readonly repository: RepositoryName;
  /** 40 hex. */
  readonly sha: string;
}

export interface KnownTarget extends StatusTarget {
  /** The App's installation there. */
  readonly installationId?: number | undefined;
}

export const pendingReport = stepState<PendingReport>("pending-report");
