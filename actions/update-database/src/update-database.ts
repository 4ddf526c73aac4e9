import { stepLog } from "../../../lib/action/log.ts";
import { currentRun, type Run } from "../../../lib/action/run.ts";
import { withAccess } from "../../../lib/github/access.ts";
import { commitToBranch, type Committed } from "../../../lib/github/branch-commit/branch-commit.ts";
import { UnusableBranch } from "../../../lib/github/branch-commit/read-branch.ts";
import type { VerifiedRun } from "../../../lib/github/provenance/claims.ts";
import { parseRepositoryName } from "../../../lib/github/repository.ts";
import { dispatchTrailer } from "../../../lib/releases/commit-message.ts";
import type { ReceivedDispatch } from "../../../lib/releases/dispatch.ts";
import type { Origin } from "../../../lib/releases/policy-problems.ts";
import { InvalidDocument } from "../../../lib/releases/problem.ts";
import { decideUpdate, type Update } from "./decide.ts";
import { readInputs, type Inputs } from "./inputs.ts";
import { claimedId, receiveDispatch } from "./payload.ts";
import { verifyProvenance } from "./provenance.ts";
import { Rejection } from "./rejection.ts";
import { reportRejection, reportUpdate, setOutputs } from "./report.ts";

/**
 * The action: two requests when nobody is in the way, three more for an App, and one to the OIDC issuer for a dispatch
 * with provenance.
 */
export async function updateDatabase(): Promise<void> {
  const run = currentRun();
  setOutputs({ dispatchId: claimedId(run), results: [] });
  const inputs = readInputs(run.serverUrl);
  const deadline = Date.now() + inputs.deadline;
  let dispatch: ReceivedDispatch | undefined;
  try {
    dispatch = receiveDispatch(run, inputs.release);
    setOutputs({ dispatchId: dispatch.id, results: [] });
    const verified = await verifyProvenance(
      dispatch,
      { repository: ownRepository(run), via: viaOf(run) },
      inputs,
      deadline,
    );
    const { result, commit } = await commitDispatch(dispatch, verified, run, inputs, deadline);
    setOutputs({ dispatchId: dispatch.id, results: result.results, commit, verified });
    await reportUpdate(result, { dispatchId: dispatch.id, commit, verified, ...inputs });
  } catch (error) {
    if (!(error instanceof InvalidDocument)) throw error;
    await reportRejection(error, dispatch, claimedId(run));
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
  const { credentials, branch, path, policyPath, force, dryRun } = inputs;
  const repository = ownRepository(run);
  const access = {
    log: stepLog,
    deadline,
    permissions: { contents: "write" },
    // For the queue of the workflow's runs.
    optionalPermissions: { actions: "read" },
  } as const;
  const options = {
    by: run.actor,
    at: releaseTime(),
    force,
    path,
    policyPath,
    origin: { via: viaOf(run), repositoryId: verified?.repositoryId },
    serverUrl: run.serverUrl,
    verified,
  };
  return withAccess(credentials, repository, access, ({ client, token }) =>
    commitToBranch(client, {
      repository,
      branch,
      paths: [path, policyPath],
      decide: (files, earlier) => {
        const database = files.get(path);
        if (database === undefined)
          throw new UnusableBranch(`${path} does not exist on branch ${branch}: commit it first.`);
        const found = { database, policy: files.get(policyPath) };
        const { update, content } = decideUpdate(found, dispatch, options, earlier);
        return { result: update, ...(content !== undefined && !dryRun && { content }) };
      },
      run: `${run.serverUrl}/${run.repository}/actions/runs/${run.id}`,
      marker: dispatchTrailer(dispatch.id),
      isRepeated: run.attempt > 1,
      deadline,
      token,
      log: stepLog,
    }),
  );
}

/** A repository_dispatch stays one, even where a workflow passes its payload on as inputs. */
function viaOf({ eventName }: Run): Origin["via"] {
  return eventName === "repository_dispatch" ? "event" : "inputs";
}

/** Seconds are enough, and the file is read by people. */
function releaseTime(): string {
  return new Date().toISOString().replace(/\.\d+Z$/, "Z");
}

function ownRepository({ repository }: Run) {
  const name = parseRepositoryName(repository);
  if (name === undefined) throw new Error(`GITHUB_REPOSITORY is ${repository}: owner/name is expected.`);
  return name;
}
