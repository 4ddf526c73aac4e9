import Bottleneck from "bottleneck/light.js";
import { withAccess, type Credentials } from "../../../lib/github/access.ts";
import { GitHubFailure, passes } from "../../../lib/github/failure/failure.ts";
import { fullName } from "../../../lib/github/repository.ts";
import {
  hasCommitStatus,
  setCommitStatus,
  type CommitStatus,
} from "../../../lib/github/statuses/commit-status.ts";
import { knownAt } from "../../../lib/runner/credentials.ts";
import { explainExpiry } from "../../../lib/runner/expired-token.ts";
import { explain } from "../../../lib/runner/explain.ts";
import { forkNotice, isForbidden } from "../../../lib/runner/fork.ts";
import { stepSession } from "../../../lib/runner/session.ts";
import type { KnownTarget, StatusTarget } from "./pending-report.ts";

/** What became of one target. */
export interface TargetResult {
  readonly target: KnownTarget;
  readonly outcome: "reported" | "unchanged" | "skipped" | "failed";
  /** Empty unless failed or skipped. */
  readonly reason: string;
  /** Whether it is worth asking again when the job ends. */
  readonly again: boolean;
}

/** What every target is to have. */
export type SharedStatus = Omit<CommitStatus, "sha">;

export interface Sending {
  readonly credentials: Credentials;
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
  status: SharedStatus,
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

async function sendTo(target: KnownTarget, status: SharedStatus, sending: Sending): Promise<TargetResult> {
  const { skipRepeated, fork } = sending;
  let known = target;
  const access = {
    ...stepSession(),
    credentials: knownAt(target.installationId, sending.credentials),
    repository: target.repository,
    permissions: { statuses: "write" },
  } as const;
  try {
    const outcome = await withAccess(access, async (repository, installationId) => {
      known = { ...target, installationId };
      const full = { ...status, sha: target.sha };
      if (skipRepeated && (await hasCommitStatus(repository, full))) return "unchanged";
      await setCommitStatus(repository, full);
      return "reported";
    });
    return { target: known, outcome, reason: "", again: true };
  } catch (error) {
    if (fork !== undefined && isForbidden(error)) return skipped(known, fork);
    const reason = explain(explainExpiry(error, { credentials: sending.credentials, took: sending.took }));
    const again = error instanceof GitHubFailure && passes(error.failure);
    return { target: known, outcome: "failed", reason, again };
  }
}

function skipped(target: KnownTarget, fork: string): TargetResult {
  const reason = forkNotice(`No status is set in ${fullName(target.repository)}`, fork);
  return { target, outcome: "skipped", reason, again: false };
}
