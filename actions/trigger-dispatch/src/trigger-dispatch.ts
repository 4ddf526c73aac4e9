import { randomUUID } from "node:crypto";
import { withAccess, type Credentials } from "../../../lib/github/access.ts";
import { sendRepositoryDispatch } from "../../../lib/github/repository-dispatch.ts";
import { fullName, type RepositoryName } from "../../../lib/github/repository.ts";
import { buildDispatch, EVENT_TYPE } from "../../../lib/releases/documents/dispatch.ts";
import type { Dispatch } from "../../../lib/releases/generated/schema.generated.ts";
import { restrictedFork } from "../../../lib/runner/fork.ts";
import { currentRun, type Run } from "../../../lib/runner/run.ts";
import { stepSession } from "../../../lib/runner/session.ts";
import { readInputs, readSender } from "./inputs.ts";
import { planDispatch } from "./plan.ts";
import { proveSource, type ProvenanceMode } from "./provenance.ts";
import { reportOutcome } from "./report-outcome.ts";
import { reportDispatch, reportNothing, setOutputs } from "./report.ts";
import { sendToServer } from "./server.ts";

/** The longest a build should wait for a rate limit to reset. */
const TIME_LIMIT_MS = 600_000;

/**
 * The action. Requests: one, plus three for an App and one to GitHub's OIDC issuer for provenance; none if there is nothing
 * to send. If the release repository was renamed, twice as many and one more. To a deploy server, one, and one to the
 * issuer.
 */
export async function triggerDispatch(): Promise<void> {
  setOutputs(undefined);
  const { repository, dryRun, provenance, server, ...requested } = readInputs();
  const run = currentRun();
  const plan = planDispatch(run, requested, randomUUID());
  if ("reason" in plan) {
    await reportNothing(plan.reason);
    return;
  }
  const { dispatch, warnings } = plan;
  const credentials = readSender(run, { dryRun, server });
  const fork = restrictedFork(run);
  if (credentials === undefined && !dryRun && (server === undefined || fork !== undefined)) {
    await reportNothing(
      `the pull request comes from ${fork ?? "a fork"}, and GitHub gives a fork's runs no secrets. It is released after the merge, on push`,
    );
    return;
  }
  if (server !== undefined && !dryRun) {
    setOutputs(dispatch);
    const outcome = await sendToServer(dispatch, run, {
      repository,
      server,
      hasToken: credentials !== undefined,
    });
    if (outcome !== undefined) {
      await reportOutcome(dispatch, outcome, warnings);
      return;
    }
  }
  const sent =
    credentials === undefined || dryRun
      ? { repository }
      : await send(dispatch, { repository, run, credentials, mode: provenance });
  setOutputs(dispatch);
  await reportDispatch(dispatch, {
    repository: fullName(sent.repository),
    serverUrl: run.serverUrl,
    dryRun,
    unproved: sent.unproved,
    warnings,
    formerName: sent.repository === repository ? undefined : fullName(repository),
  });
}

interface Sending {
  readonly repository: RepositoryName;
  readonly run: Run;
  readonly credentials: Credentials;
  readonly mode: ProvenanceMode;
}

interface Sent {
  /** The repository that received it. */
  readonly repository: RepositoryName;
  /** Why no token proves the source, if one could. */
  readonly unproved?: string | undefined;
}

/** Follows a renamed repository once: the token names the receiver, so it needs the current name. */
async function send(dispatch: Dispatch, sending: Sending): Promise<Sent> {
  const first = await sendTo(dispatch, sending);
  if (first.movedTo === undefined) return { ...first, repository: sending.repository };
  const repository = first.movedTo;
  const { unproved, movedTo } = await sendTo(dispatch, { ...sending, repository });
  if (movedTo === undefined) return { unproved, repository };
  throw new Error(
    `${fullName(repository)} was renamed while the dispatch was being sent, so nothing was sent: run the job again.`,
  );
}

interface Attempted {
  readonly unproved: string | undefined;
  /** The repository's current name, if it was renamed: then nothing was sent. */
  readonly movedTo: RepositoryName | undefined;
}

async function sendTo(
  dispatch: Dispatch,
  { repository, run, credentials, mode }: Sending,
): Promise<Attempted> {
  const { token: proof, lack: unproved } = await proveSource(dispatch, run, { repository, mode });
  const payload = proof === undefined ? dispatch : buildDispatch({ ...dispatch, provenance: proof });
  const session = stepSession(Date.now() + TIME_LIMIT_MS);
  const permissions = { contents: "write" } as const;
  const movedTo = await withAccess({ ...session, credentials, repository, permissions }, (reached) =>
    sendRepositoryDispatch(reached, { eventType: EVENT_TYPE, payload }),
  );
  return { unproved, movedTo };
}
