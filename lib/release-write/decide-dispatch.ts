import {
  DISPATCH_DOCUMENT,
  type ClaimedSource,
  type ReceivedDispatch,
} from "../releases/documents/dispatch.ts";
import { InvalidDocument } from "../releases/documents/problem.ts";
import type { Release, Source } from "../releases/generated/schema.generated.ts";
import { sourced } from "../releases/rules/apply.ts";
import { buildProblems, eventProblems } from "../releases/rules/build-rules.ts";
import { runIdProblems } from "../releases/rules/plausible-run.ts";
import { policyProblems, type Origin } from "../releases/rules/policy-problems.ts";
import { provenanceRequired } from "../releases/rules/policy.ts";
import { missingProvenance } from "../releases/rules/provenance.ts";
import type { BuildProof } from "../releases/rules/verified-build.ts";
import { decideChange, type ChangeOptions, type DatabaseChange } from "./decide.ts";
import type { DocumentPaths, Documents } from "./documents.ts";

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
export function decideDispatch(
  documents: Documents,
  dispatch: ReceivedDispatch,
  options: DecideOptions,
): DatabaseChange {
  const { policyPath, origin, verified, sentBy, runId } = options;
  const { policy } = documents;
  const { id, releases } = dispatch;
  const source = dispatch.source && provedSource(dispatch.source, verified, sentBy);
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

/** The claim, with what only a token can prove: the repository's id, and who started the build. */
function provedSource(
  claim: ClaimedSource,
  verified: BuildProof | undefined,
  sentBy: string | undefined,
): Source {
  if (verified === undefined) return claim;
  const { repositoryId, startedBy } = verified;
  return {
    ...claim,
    repository_id: repositoryId,
    ...(startedBy !== undefined && { actor: startedBy }),
    ...(sentBy !== undefined && { sent_by: sentBy }),
  };
}
