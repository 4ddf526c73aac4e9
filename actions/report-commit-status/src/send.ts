import Bottleneck from "bottleneck/light.js";
import type { CredentialInputs } from "../../../lib/action/credentials.ts";
import { stepLog } from "../../../lib/action/log.ts";
import { withAccess } from "../../../lib/github/access.ts";
import { setCommitStatus, type CommitStatus, type StatusOptions } from "../../../lib/github/commit-status.ts";
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

/** A job should not wait longer than this for a rate limit to pass. */
const PATIENCE_MS = 300_000;
/** Repositories at once; GitHub allows 100 requests. */
const AT_ONCE = 10;

/** Reports to every target, whatever becomes of the others. */
export function sendStatus(
  targets: readonly KnownTarget[],
  status: CommitStatus,
  credentials: CredentialInputs,
  options: Pick<StatusOptions, "skipRepeated">,
): Promise<readonly TargetResult[]> {
  const pool = new Bottleneck({ maxConcurrent: AT_ONCE });
  const deadline = Date.now() + PATIENCE_MS;
  const send = (target: KnownTarget) => sendTo(target, status, credentials, { ...options, deadline });
  return Promise.all(targets.map((target) => pool.schedule(() => send(target))));
}

async function sendTo(
  target: KnownTarget,
  status: CommitStatus,
  credentials: CredentialInputs,
  { skipRepeated, deadline }: { readonly skipRepeated: boolean; readonly deadline: number },
): Promise<TargetResult> {
  const who =
    "token" in credentials || target.installationId === undefined
      ? credentials
      : { ...credentials, installationId: target.installationId };
  let { installationId } = target;
  try {
    const outcome = await withAccess(
      who,
      target.repository,
      { log: stepLog, deadline, permissions: { statuses: "write" } },
      (access) => {
        ({ installationId } = access);
        return setCommitStatus(access.client, target, status, { token: access.token, skipRepeated });
      },
    );
    return { target: { ...target, installationId }, outcome, reason: "", again: true };
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    const again = error instanceof GitHubRefusal && error.passes;
    return { target: { ...target, installationId }, outcome: "failed", reason, again };
  }
}
