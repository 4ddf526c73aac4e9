import * as core from "@actions/core";
import type { VerifiedBuild } from "../../../lib/releases/rules/verified-build.ts";

/** Sets the output `provenance`, with the field names of the payload's source. */
export function setProvenance(verified: VerifiedBuild | undefined): void {
  core.setOutput("provenance", verified === undefined ? "" : JSON.stringify(provenanceOf(verified)));
}

function provenanceOf({ repository, repositoryId, ref, sha, runId, runAttempt }: VerifiedBuild): object {
  return { repository, repository_id: repositoryId, ref, sha, run_id: runId, run_attempt: runAttempt };
}
