import * as core from "@actions/core";
import { GitHubFailure, passes } from "../../../lib/github/failure/failure.ts";
import { audienceFor } from "../../../lib/github/oidc/audience.ts";
import { requestIdToken, type IdTokenSource } from "../../../lib/github/oidc/id-token-request.ts";
import type { RepositoryName } from "../../../lib/github/repository.ts";
import type { Dispatch } from "../../../lib/releases/generated/schema.generated.ts";
import { vouchedContent } from "../../../lib/releases/rules/provenance.ts";
import type { TokenSource } from "../../../lib/runner/deploy-server/call.ts";
import { adviceOn } from "../../../lib/runner/explain.ts";
import { idTokenSource } from "../../../lib/runner/id-token-source.ts";
import { InputError } from "../../../lib/runner/input-error.ts";
import type { Run } from "../../../lib/runner/run.ts";
import { stepSession } from "../../../lib/runner/session.ts";

export const PROVENANCE_MODES = ["auto", "required", "off"] as const;
export type ProvenanceMode = (typeof PROVENANCE_MODES)[number];

/** The cost of going without. */
const NO_STATUS = "The commit gets no status release/<channel> and no deployment.";

/** The longest a build should wait for a token. */
const TIME_LIMIT_MS = 30_000;

/** A token that proves the source, masked; or why there is none. Neither if none was wanted. */
export interface Proof {
  readonly token?: string;
  readonly lack?: string;
}

interface Unproved {
  readonly reason: string;
}

/**
 * Requests a token that proves that this run sends exactly this dispatch to this repository.
 * @throws InputError if the mode is `required` and there is no token
 */
export async function proveSource(
  { dispatch_id: id, releases }: Dispatch,
  run: Run,
  { repository, mode }: { readonly repository: RepositoryName; readonly mode: ProvenanceMode },
): Promise<Proof> {
  if (mode === "off") return {};
  const source = tokenSource(run);
  if ("reason" in source) return giveUp(source, mode);
  try {
    const audience = audienceFor(repository, vouchedContent(id, releases));
    const token = await requestIdToken(stepSession(Date.now() + TIME_LIMIT_MS), source, audience);
    core.setSecret(token);
    core.info("The dispatch includes a token that proves which run sent it.");
    return { token };
  } catch (error) {
    if (!(error instanceof GitHubFailure)) throw error;
    const reason = `GitHub issued no token, because ${error.message}`;
    // The request was already retried, so the advice to try again would not help.
    const advice = passes(error.failure) ? undefined : adviceOn(error.failure);
    return giveUp({ reason: advice === undefined ? reason : `${reason}. ${advice}` }, mode);
  }
}

/** Requests tokens that prove that this run sends exactly this dispatch to this repository: a new one each time. */
export function proofsOf(
  { dispatch_id: id, releases }: Dispatch,
  run: Run,
  repository: RepositoryName,
): TokenSource | { readonly reason: string } {
  const source = tokenSource(run);
  if ("reason" in source) return { reason: source.reason };
  const audience = audienceFor(repository, vouchedContent(id, releases));
  return {
    token: async () => {
      const token = await requestIdToken(stepSession(Date.now() + TIME_LIMIT_MS), source, audience);
      core.setSecret(token);
      return { token, isFresh: true };
    },
    forget: () => {},
  };
}

/** Where to request a token that proves the dispatch's source, or why this run cannot get one. */
function tokenSource({ eventName }: Run): IdTokenSource | Unproved {
  if (eventName === "workflow_run") {
    return {
      reason:
        "a workflow_run is not the run that built the image, and its token names a different run and commit. Release from the build's own workflow, in a job that needs the build job",
    };
  }
  return (
    idTokenSource(process.env) ?? {
      reason:
        "the job has no permission to request a token. Add id-token: write to its permissions, and to those of the job that calls its workflow",
    }
  );
}

function giveUp({ reason }: Unproved, mode: ProvenanceMode): Proof {
  if (mode === "required") throw new InputError("provenance", mode, `${reason}.`);
  const message = `The dispatch is sent without provenance: ${reason}.`;
  return { lack: `${message} ${NO_STATUS}` };
}
