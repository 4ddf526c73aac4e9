import type { ClaimedSource } from "../releases/documents/dispatch.ts";
import type { Release } from "../releases/generated/schema.generated.ts";
import type { ReleaseOutcome } from "../releases/rules/outcome.ts";
import type { BuildProof } from "../releases/rules/verified-build.ts";

/** A dispatch that a build has sent to the deploy server, whose source the job's token has proved. */
export interface SentDispatch {
  /** Its `dispatch_id`, in lower case. */
  readonly id: string;
  readonly releases: readonly Release[];
  readonly source: ClaimedSource;
  readonly proof: BuildProof;
  /** The login of whoever started the run. */
  readonly by: string;
}

/** What became of one release of a dispatch. */
export interface SentResult {
  readonly container: string;
  readonly channel: string;
  readonly outcome: ReleaseOutcome;
  /** A clause that follows "because", or what refuses it; empty for a plain release. */
  readonly reason: string;
  /** The image on record before; null if there was none. */
  readonly before: string | null;
  readonly after: string | null;
}

/** What became of a dispatch: a result for each of its releases, in their order. */
export interface DispatchOutcome {
  readonly results: readonly SentResult[];
  /** Why all of it is rejected, a line each; empty where it is not. */
  readonly problems: readonly string[];
  /** Remarks on the policy and the locks, a line each. */
  readonly notes: readonly string[];
  /** The commit that wrote what was applied; absent where nothing was. */
  readonly commit?: { readonly sha: string; readonly url: string };
}
