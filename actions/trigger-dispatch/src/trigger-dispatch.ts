import { randomUUID } from "node:crypto";
import { restrictedFork } from "../../../lib/runner/fork.ts";
import { currentRun } from "../../../lib/runner/run.ts";
import { stepSession } from "../../../lib/runner/session.ts";
import { withAccess } from "../../../lib/github/access.ts";
import { sendRepositoryDispatch } from "../../../lib/github/repository-dispatch.ts";
import { fullName } from "../../../lib/github/repository.ts";
import { buildDispatch, EVENT_TYPE } from "../../../lib/releases/documents/dispatch.ts";
import { readInputs, readSender } from "./inputs.ts";
import { planDispatch } from "./plan.ts";
import { proveSource } from "./provenance.ts";
import { reportDispatch, reportNothing, setOutputs } from "./report.ts";

/** A build should not wait longer than this for a rate limit to pass. */
const TIME_LIMIT_MS = 600_000;

/** The action: one request, three more for an App, one more to GitHub's OIDC issuer for provenance, or none. */
export async function triggerDispatch(): Promise<void> {
  setOutputs(undefined);
  const { repository, dryRun, provenance, ...requested } = readInputs();
  const run = currentRun();
  const plan = planDispatch(run, requested, randomUUID());
  if ("reason" in plan) {
    await reportNothing(plan.reason);
    return;
  }
  const { dispatch, warnings } = plan;
  const credentials = readSender(run, { dryRun });
  if (credentials === undefined && !dryRun) {
    await reportNothing(
      `the pull request comes from ${restrictedFork(run) ?? "a fork"}, and GitHub gives a fork's runs no secrets. It is released after the merge, on push`,
    );
    return;
  }
  let unproved: string | undefined;
  if (credentials !== undefined && !dryRun) {
    const { token: proof, lack } = await proveSource(dispatch, run, { repository, mode: provenance });
    unproved = lack;
    const payload = proof === undefined ? dispatch : buildDispatch({ ...dispatch, provenance: proof });
    const session = stepSession(Date.now() + TIME_LIMIT_MS);
    const permissions = { contents: "write" } as const;
    await withAccess({ ...session, credentials, repository, permissions }, (reached) =>
      sendRepositoryDispatch(reached, { eventType: EVENT_TYPE, payload }),
    );
  }
  setOutputs(dispatch);
  await reportDispatch(dispatch, {
    repository: fullName(repository),
    serverUrl: run.serverUrl,
    dryRun,
    unproved,
    warnings,
  });
}
