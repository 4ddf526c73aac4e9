import Bottleneck from "bottleneck/light.js";
import type { CredentialInputs } from "../../../lib/runner/credentials.ts";
import { explainExpiry } from "../../../lib/runner/expired-token.ts";
import { forkNotice } from "../../../lib/runner/fork.ts";
import { patience } from "../../../lib/runner/patience.ts";
import { withAccess } from "../../../lib/github/access.ts";
import {
  setCommitStatus,
  type CommitStatus,
  type StatusTarget,
} from "../../../lib/github/statuses/commit-status.ts";
import { GitHubRefusal, isForbidden } from "../../../lib/github/errors.ts";
import { fullName } from "../../../lib/github/repository.ts";
import type { KnownTarget } from "./pending-report.ts";

/** What became of one target. */
export interface TargetResult {
  readonly target: KnownTarget;
  readonly outcome: "reported" | "unchanged" | "skipped" | "failed";
  /** Empty unless failed or skipped. */
  readonly reason: string;
  /** Whether it is worth asking again when the job ends. */
  readonly again: boolean;
}

export interface Sending {
  readonly credentials: CredentialInputs;
  /** Epoch milliseconds when GitHub took the token before. */
  readonly took?: number | undefined;
  /** The fork whose pull request the run is of, where that restricts it. */
  readonly fork: string | undefined;
  /** Nothing is sent where the commit says so already. */
  readonly skipRepeated: boolean;
}

/** Repositories at once; GitHub allows 100 requests. */
const AT_ONCE = 10;

/** Reports to every target, whatever becomes of the others. */
export function sendStatus(
  targets: readonly KnownTarget[],
  status: CommitStatus,
  sending: Sending,
): Promise<readonly TargetResult[]> {
  const pool = new Bottleneck({ maxConcurrent: AT_ONCE });
  return Promise.all(targets.map((target) => pool.schedule(() => sendTo(target, status, sending))));
}

/** What becomes of every target in a fork's run that has nothing to report with. */
export function skipTargets(
  targets: readonly StatusTarget[],
  fork: string | undefined,
): readonly TargetResult[] {
  return targets.map((target) => skipped(target, fork ?? ""));
}

async function sendTo(target: KnownTarget, status: CommitStatus, sending: Sending): Promise<TargetResult> {
  const { skipRepeated, fork } = sending;
  let known = target;
  try {
    const outcome = await withAccess(
      knownAt(target, sending.credentials),
      target.repository,
      { ...patience(), permissions: { statuses: "write" } },
      ({ client, token, installationId }) => {
        known = { ...target, installationId };
        return setCommitStatus(client, target, status, { ...patience(), token, skipRepeated });
      },
    );
    return { target: known, outcome, reason: "", again: true };
  } catch (error) {
    if (fork !== undefined && isForbidden(error)) return skipped(known, fork);
    const explained = explainExpiry(error, { credentials: sending.credentials, took: sending.took });
    const reason = explained instanceof Error ? explained.message : String(explained);
    const again = error instanceof GitHubRefusal && error.passes;
    return { target: known, outcome: "failed", reason, again };
  }
}

function skipped(target: KnownTarget, fork: string): TargetResult {
  const reason = forkNotice(`No status is set in ${fullName(target.repository)}`, fork);
  return { target, outcome: "skipped", reason, again: false };
}

/** Spares the search for an installation that was found already. */
function knownAt({ installationId }: KnownTarget, credentials: CredentialInputs): CredentialInputs {
  if ("token" in credentials || installationId === undefined) return credentials;
  return { ...credentials, installationId };
}
