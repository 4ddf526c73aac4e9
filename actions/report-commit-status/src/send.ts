import Bottleneck from "bottleneck/light.js";
import type { CredentialInputs } from "../../../lib/runner/credentials.ts";
import { patience } from "../../../lib/runner/patience.ts";
import { withAccess } from "../../../lib/github/access.ts";
import { setCommitStatus, type CommitStatus } from "../../../lib/github/statuses/commit-status.ts";
import { GitHubRefusal } from "../../../lib/github/errors.ts";
import type { KnownTarget } from "./pending-report.ts";

/** What became of one target. */
export interface TargetResult {
  readonly target: KnownTarget;
  readonly outcome: "reported" | "unchanged" | "failed";
  /** Empty unless failed. */
  readonly reason: string;
  /** Whether it is worth asking again when the job ends. */
  readonly again: boolean;
}

/** Repositories at once; GitHub allows 100 requests. */
const AT_ONCE = 10;

/**
 * Reports to every target, whatever becomes of the others.
 * @param skipRepeated not where the commit says so already
 */
export function sendStatus(
  targets: readonly KnownTarget[],
  status: CommitStatus,
  credentials: CredentialInputs,
  { skipRepeated }: { readonly skipRepeated: boolean },
): Promise<readonly TargetResult[]> {
  const pool = new Bottleneck({ maxConcurrent: AT_ONCE });
  const send = (target: KnownTarget) => sendTo(target, status, knownAt(target, credentials), skipRepeated);
  return Promise.all(targets.map((target) => pool.schedule(() => send(target))));
}

async function sendTo(
  target: KnownTarget,
  status: CommitStatus,
  credentials: CredentialInputs,
  skipRepeated: boolean,
): Promise<TargetResult> {
  let known = target;
  try {
    const outcome = await withAccess(
      credentials,
      target.repository,
      { ...patience(), permissions: { statuses: "write" } },
      ({ client, token, installationId }) => {
        known = { ...target, installationId };
        return setCommitStatus(client, target, status, { ...patience(), token, skipRepeated });
      },
    );
    return { target: known, outcome, reason: "", again: true };
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    const again = error instanceof GitHubRefusal && error.passes;
    return { target: known, outcome: "failed", reason, again };
  }
}

/** Spares the search for an installation that was found already. */
function knownAt({ installationId }: KnownTarget, credentials: CredentialInputs): CredentialInputs {
  if ("token" in credentials || installationId === undefined) return credentials;
  return { ...credentials, installationId };
}
