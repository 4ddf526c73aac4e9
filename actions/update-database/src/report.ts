import * as core from "@actions/core";
import type { RejectedResult } from "../../../lib/release-run/report.ts";
import { DISPATCH_DOCUMENT, type ReceivedDispatch } from "../../../lib/releases/documents/dispatch.ts";
import { placed, type InvalidDocument } from "../../../lib/releases/documents/problem.ts";
import type { VerifiedBuild } from "../../../lib/releases/rules/verified-build.ts";

/** Sets the output `provenance`, with the field names of the payload's source. */
export function setProvenance(verified: VerifiedBuild | undefined): void {
  core.setOutput("provenance", verified === undefined ? "" : JSON.stringify(provenanceOf(verified)));
}

function provenanceOf({ repository, repositoryId, ref, sha, runId, runAttempt }: VerifiedBuild): object {
  return { repository, repository_id: repositoryId, ref, sha, run_id: runId, run_attempt: runAttempt };
}

/** A result for each release of a rejected dispatch. */
export function rejectedResults(
  error: InvalidDocument,
  { releases }: ReceivedDispatch,
): readonly RejectedResult[] {
  return releases.map(({ container, channel, image }, index) => ({
    container,
    channel,
    outcome: "rejected",
    reason: rejectionReason(error, index),
    before: null,
    after: image,
  }));
}

/** The release's own problems, or the first of the whole dispatch: GitHub limits outputs to 1 MB. */
function rejectionReason({ document, problems }: InvalidDocument, index: number): string {
  const prefix = `releases[${index}]`;
  const own = document === DISPATCH_DOCUMENT ? problems.filter(({ path }) => path.startsWith(prefix)) : [];
  if (own.length > 0) return own.map(({ message }) => message).join("; ");
  const [first] = problems;
  return first === undefined ? "" : placed(document, first);
}
