import * as core from "@actions/core";
import type { RejectedResult } from "../../../lib/release-run/report.ts";
import { DISPATCH_DOCUMENT, type ReceivedDispatch } from "../../../lib/releases/documents/dispatch.ts";
import { placed, type InvalidDocument } from "../../../lib/releases/documents/problem.ts";
import type { VerifiedBuild } from "../../../lib/releases/rules/verified-build.ts";

/** Tells the build that was proved, in the words of the payload's source. */
export function setProvenance(verified: VerifiedBuild | undefined): void {
  core.setOutput("provenance", verified === undefined ? "" : JSON.stringify(provenanceOf(verified)));
}

function provenanceOf({ repository, repositoryId, ref, sha, runId, runAttempt }: VerifiedBuild): object {
  return { repository, repository_id: repositoryId, ref, sha, run_id: runId, run_attempt: runAttempt };
}

/** Each release of a rejected dispatch, or the whole of one that was too broken to name any. */
export function rejectedResults(
  error: InvalidDocument,
  dispatch: ReceivedDispatch | undefined,
): readonly RejectedResult[] {
  return (
    dispatch?.releases.map(({ container, channel, image }, index) => ({
      container,
      channel,
      outcome: "rejected",
      reason: rejectionReason(error, index),
      before: null,
      after: image,
    })) ?? [{ outcome: "rejected", reason: error.message }]
  );
}

/** What speaks against the release itself, else the first thing against the whole: GitHub takes outputs of 1 MB. */
function rejectionReason({ document, problems }: InvalidDocument, index: number): string {
  const prefix = `releases[${index}]`;
  const own = document === DISPATCH_DOCUMENT ? problems.filter(({ path }) => path.startsWith(prefix)) : [];
  if (own.length > 0) return own.map(({ message }) => message).join("; ");
  const [first] = problems;
  return first === undefined ? "" : placed(document, first);
}
