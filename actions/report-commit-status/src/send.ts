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

/** The outcome for one target. */
export interface TargetResult {
  readonly target: KnownTarget;
  readonly outcome: "reported" | "unchanged" | "skipped" | "failed";
  /** Empty unless failed or skipped. */
  readonly reason: string;
  /** Whether to report again when the job ends. */
  readonly again: boolean;
}

/** The status that every target gets. */
export type SharedStatus = Omit<CommitStatus, "sha">;

export interface Sending {
  readonly credentials: Credentials;
  /** When GitHub accepted the token earlier, in epoch milliseconds. */
  readonly took?: number | undefined;
  /** The fork that the run's pull request comes from, if that restricts the run. */
  readonly fork: string | undefined;
  /** Send nothing if the commit already has this status. */
  readonly skipRepeated: boolean;
}

/** Repositories reported to concurrently; GitHub allows 100 concurrent requests. */
const AT_ONCE = 10;

/** Reports to every target, even if others fail. */
export function sendStatus(
  targets: readonly KnownTarget[],
  status: SharedStatus,
  sending: Sending,
): Promise<readonly TargetResult[]> {
  const pool = new Bottleneck({ maxConcurrent: AT_ONCE });
  return Promise.all(targets.map((target) => pool.schedule(() => sendTo(target, status, sending))));
}

/** The results of a fork's run, which has no credentials to report with. */
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
