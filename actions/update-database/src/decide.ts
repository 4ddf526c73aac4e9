import { decideChange, type Change, type ChangeOptions } from "../../../lib/release-write/decide.ts";
import type { Documents, Paths } from "../../../lib/release-write/documents.ts";
import type { FoundCommit } from "../../../lib/github/branch/find-commit.ts";
import { sourced } from "../../../lib/releases/rules/apply.ts";
import { DISPATCH_DOCUMENT, type ReceivedDispatch } from "../../../lib/releases/documents/dispatch.ts";
import { provenanceRequired } from "../../../lib/releases/rules/policy.ts";
import { policyProblems, type Origin } from "../../../lib/releases/rules/policy-problems.ts";
import { InvalidDocument } from "../../../lib/releases/documents/problem.ts";
import { missingProvenance } from "../../../lib/releases/rules/provenance.ts";
import type { Release } from "../../../lib/releases/generated/schema.generated.ts";

export interface DecideOptions extends Omit<ChangeOptions, "id">, Paths {
  readonly origin: Origin;
}

/**
 * What a dispatch does to the database file.
 * @param earlier what an earlier attempt of this job has committed: that part is done, and the rest is decided anew
 * @throws InvalidDocument when the policy refuses the dispatch
 */
export function decideUpdate(
  documents: Documents,
  dispatch: ReceivedDispatch,
  options: DecideOptions,
  earlier?: FoundCommit,
): Change {
  const { policyPath, origin } = options;
  const { policy } = documents;
  const needsProof = (release: Release): boolean =>
    origin.via === "event" && provenanceRequired(policy, release);
  const problems = [
    ...missingProvenance(dispatch, needsProof),
    ...policyProblems(policy, dispatch, origin, policyPath),
  ];
  if (problems.length > 0) throw new InvalidDocument(DISPATCH_DOCUMENT, problems);
  const { id, releases, source } = dispatch;
  const plan = { releases: sourced(releases, source), order: "ever" } as const;
  return decideChange(documents, plan, { ...options, id }, earlier);
}
