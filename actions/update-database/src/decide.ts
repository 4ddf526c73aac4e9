import { decideChange, type ChangeOptions, type DatabaseChange } from "../../../lib/release-write/decide.ts";
import type { DocumentPaths, Documents } from "../../../lib/release-write/documents.ts";
import {
  DISPATCH_DOCUMENT,
  type ClaimedSource,
  type ReceivedDispatch,
} from "../../../lib/releases/documents/dispatch.ts";
import { InvalidDocument } from "../../../lib/releases/documents/problem.ts";
import type { Release, Source } from "../../../lib/releases/generated/schema.generated.ts";
import { sourced } from "../../../lib/releases/rules/apply.ts";
import { buildProblems, eventProblems } from "../../../lib/releases/rules/build-rules.ts";
import { runIdProblems } from "../../../lib/releases/rules/plausible-run.ts";
import { policyProblems, type Origin } from "../../../lib/releases/rules/policy-problems.ts";
import { provenanceRequired } from "../../../lib/releases/rules/policy.ts";
import { missingProvenance } from "../../../lib/releases/rules/provenance.ts";
import type { BuildProof, VerifiedBuild } from "../../../lib/releases/rules/verified-build.ts";

export interface DecideOptions extends Omit<ChangeOptions, "id" | "verified">, DocumentPaths {
  readonly origin: Origin;
  /** Present if a token proved the source. */
  readonly verified?: BuildProof | undefined;
  /** The id of the run that decides. */
  readonly runId?: number;
}

/**
 * What a dispatch does to the database file.
 * @throws InvalidDocument when the policy refuses the dispatch
 */
export function decideUpdate(
  documents: Documents,
  dispatch: ReceivedDispatch,
  options: DecideOptions,
): DatabaseChange {
  const { policyPath, origin, verified, runId } = options;
  const { policy } = documents;
  const { id, releases } = dispatch;
  const source = dispatch.source && provedSource(dispatch.source, verified);
  const needsProof = (release: Release): boolean =>
    origin.via === "event" && provenanceRequired(policy, release);
  const problems = [
    ...missingProvenance(dispatch, needsProof),
    ...(verified === undefined
      ? runIdProblems(source, runId)
      : [
          ...eventProblems(policy, verified, policyPath),
          ...buildProblems(policy, { releases, proof: verified }, policyPath),
        ]),
    ...policyProblems(policy, { releases, source }, { origin, document: policyPath }),
  ];
  if (problems.length > 0) throw new InvalidDocument(DISPATCH_DOCUMENT, problems);
  const plan = { releases: sourced(releases, source), order: "ever" } as const;
  return decideChange(documents, plan, { ...options, id });
}

/** The claim, with the repository's id if a token proved it. Only a proved id is ever recorded. */
function provedSource(claim: ClaimedSource, verified: VerifiedBuild | undefined): Source {
  return verified === undefined ? claim : { ...claim, repository_id: verified.repositoryId };
}
