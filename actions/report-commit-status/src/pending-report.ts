import { stepState } from "../../../lib/runner/step-state.ts";
import type { CredentialInputs } from "../../../lib/runner/credentials.ts";
import type { StatusTarget } from "../../../lib/github/statuses/commit-status.ts";
import type { Decorations } from "./inputs.ts";

/** What the post step is to finish, as the main step decided it. */
export interface PendingReport extends Decorations {
  readonly context: string;
  readonly targets: readonly KnownTarget[];
  readonly credentials: CredentialInputs;
  /** Epoch milliseconds when GitHub took the token; undefined when it never did. */
  readonly took?: number | undefined;
}

export interface KnownTarget extends StatusTarget {
  /** The App's installation that was found there. */
  readonly installationId?: number | undefined;
}

export const pendingReport = stepState<PendingReport>("pending-report");
