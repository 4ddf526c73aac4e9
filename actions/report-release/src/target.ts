import type { Credentials } from "../../../lib/github/access.ts";
import type { ProvenanceOptions } from "../../../lib/release-write/provenance.ts";
import {
  resumedSource,
  type ProvedSource,
  type SavedSource,
} from "../../../lib/releases/rules/proved-source.ts";
import { stepState } from "../../../lib/runner/step-state.ts";

/** What the main step decided, for the post step. */
export interface Decided {
  readonly credentials: Credentials;
  /** The template of the statuses' contexts. */
  readonly context: string;
  readonly deployments: boolean;
  /** How to verify a token. */
  readonly verification: Pick<ProvenanceOptions, "oidcIssuer" | "leeway">;
  /** The commit that was set to pending, or may have been. */
  readonly target?: ReportedCommit | undefined;
}

export interface ReportedCommit {
  readonly source: SavedSource;
  /** The App's installation there. */
  readonly installationId?: number | undefined;
  /** When GitHub accepted the token, in epoch milliseconds; undefined if it never did. */
  readonly took?: number | undefined;
}

export const decided = stepState<Decided>("decided");

/** The source that the main step proved, if it did. */
export function provedTarget({ target }: Decided): ProvedSource | undefined {
  return target && resumedSource(target.source);
}
