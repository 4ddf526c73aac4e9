import type { Committed } from "../../../lib/github/branch/branch-writer.ts";
import type { VerifiedRun } from "../../../lib/github/oidc/claims.ts";
import { repositoryNamed } from "../../../lib/github/repository.ts";
import { commitInRun, viaOf } from "../../../lib/release-run/commit.ts";
import { Rejection } from "../../../lib/release-run/rejection.ts";
import { reportRejection, reportUpdate, setOutputs } from "../../../lib/release-run/report.ts";
import { releaseTime } from "../../../lib/release-write/commit.ts";
import type { Update } from "../../../lib/release-write/decide.ts";
import { readDocuments } from "../../../lib/release-write/documents.ts";
import { verifyProvenance } from "../../../lib/release-write/provenance.ts";
import type { ReceivedDispatch } from "../../../lib/releases/documents/dispatch.ts";
import { InvalidDocument } from "../../../lib/releases/documents/problem.ts";
import { verifiedText } from "../../../lib/releases/history/commit-message.ts";
import { currentRun, type Run } from "../../../lib/runner/run.ts";
import { stepSession } from "../../../lib/runner/session.ts";
import { decideUpdate } from "./decide.ts";
import { readInputs, type Inputs } from "./inputs.ts";
import { claimedId, receiveDispatch } from "./payload.ts";
import { rejectedResults, setProvenance } from "./report.ts";

/**
 * The action: two requests without contention, three more for an App, and one to the OIDC issuer for a dispatch with
 * provenance.
 */
export async function updateDatabase(): Promise<void> {
  const run = currentRun();
  setOutputs({ id: claimedId(run), results: [] });
  setProvenance(undefined);
  const inputs = readInputs(run.serverUrl);
  const { provenance, oidcIssuer, leeway, path, dryRun, failOnHeld } = inputs;
  const deadline = Date.now() + inputs.timeLimit;
  let dispatch: ReceivedDispatch | undefined;
  try {
    dispatch = receiveDispatch(run, inputs.release);
    const { id } = dispatch;
    setOutputs({ id, results: [] });
    const verified = await verifyProvenance(stepSession(deadline), dispatch, {
      provenance,
      oidcIssuer,
      leeway,
      repository: repositoryNamed(run.repository),
      via: viaOf(run),
    });
    const { result, commit } = await commitDispatch(dispatch, verified, run, inputs, deadline);
    setOutputs({ id, results: result.results, commit });
    setProvenance(verified);
    const notes = verified === undefined ? [] : [`Verified: ${verifiedText(verified)}`];
    await reportUpdate(result, { id, commit, notes, path, dryRun, failOnHeld });
  } catch (error) {
    if (!(error instanceof InvalidDocument)) throw error;
    await reportRejection(error, dispatch?.id ?? claimedId(run), rejectedResults(error, dispatch));
    throw new Rejection(error);
  }
}

function commitDispatch(
  dispatch: ReceivedDispatch,
  verified: VerifiedRun | undefined,
  run: Run,
  inputs: Inputs,
  deadline: number,
): Promise<Committed<Update>> {
  const { path, policyPath, force } = inputs;
  const options = {
    by: run.actor,
    at: releaseTime(),
    origin: { via: viaOf(run) },
    path,
    policyPath,
    force,
    runId: run.id,
    serverUrl: run.serverUrl,
    verified,
  };
  return commitInRun({
    run,
    inputs,
    deadline,
    id: dispatch.id,
    decide: (files, { earlier }) => decideUpdate(readDocuments(files, inputs), dispatch, options, earlier),
  });
}
