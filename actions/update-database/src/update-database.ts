import * as core from "@actions/core";
import { repositoryNamed } from "../../../lib/github/repository.ts";
import { commitInRun, viaOf } from "../../../lib/release-run/commit.ts";
import { operationOptions } from "../../../lib/release-run/operation.ts";
import { orRejected } from "../../../lib/release-run/rejection.ts";
import { reportUpdate } from "../../../lib/release-run/report-update.ts";
import { setOutputs } from "../../../lib/release-run/report.ts";
import { decideDispatch } from "../../../lib/release-write/decide-dispatch.ts";
import { readDocuments } from "../../../lib/release-write/documents.ts";
import { verifyProvenance } from "../../../lib/release-write/provenance.ts";
import { rejectedResults } from "../../../lib/release-write/rejected-results.ts";
import type { ReceivedDispatch } from "../../../lib/releases/documents/dispatch.ts";
import { verifiedLine } from "../../../lib/releases/history/commit-message.ts";
import { currentRun, type Run } from "../../../lib/runner/run.ts";
import { stepSession } from "../../../lib/runner/session.ts";
import { readInputs, type Inputs } from "./inputs.ts";
import { claimedId, receiveDispatch } from "./payload.ts";
import { setProvenance } from "./report.ts";

/**
 * The action: two requests without contention, three more for an App, and one to the OIDC issuer for a dispatch with
 * provenance.
 */
export async function updateDatabase(): Promise<void> {
  const run = currentRun();
  setOutputs({ id: claimedId(run), results: [] });
  setProvenance(undefined);
  core.setOutput("released-by", "");
  const inputs = readInputs(run.serverUrl);
  const dispatch = await orRejected({ id: claimedId(run) }, async () => receiveDispatch(run, inputs.release));
  const { id } = dispatch;
  setOutputs({ id, results: [] });
  await orRejected({ id, resultsOf: (error) => rejectedResults(error, dispatch) }, () =>
    write(dispatch, run, inputs),
  );
}

async function write(dispatch: ReceivedDispatch, run: Run, inputs: Inputs): Promise<void> {
  const { id } = dispatch;
  const { path, dryRun, failOnHeld } = inputs;
  const deadline = Date.now() + inputs.timeLimit;
  const verified = await verifyProvenance(stepSession(deadline), dispatch, {
    ...inputs,
    repository: repositoryNamed(run.repository),
    via: viaOf(run),
  });
  const by = verified?.startedBy ?? run.actor;
  const sentBy = by === run.actor ? undefined : run.actor;
  core.setOutput("released-by", by);
  const operation = { run, inputs, id };
  const options = {
    ...operationOptions(operation),
    by,
    sentBy,
    origin: { via: viaOf(run) },
    runId: run.id,
    verified,
  };
  const { result, commit } = await commitInRun({
    ...operation,
    deadline,
    verified,
    decide: (files, { earlier }) =>
      decideDispatch(readDocuments(files, inputs), dispatch, { ...options, earlier }),
  });
  setOutputs({ id, results: result.results, commit });
  setProvenance(verified);
  const notes = [
    sentBy === undefined ? `Released by ${by}` : `Released by ${by}, sent by ${sentBy}`,
    ...(verified === undefined ? [] : [verifiedLine(verified)]),
  ];
  await reportUpdate(result, { id, commit, notes, path, dryRun, failOnHeld });
}
