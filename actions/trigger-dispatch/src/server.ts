import * as core from "@actions/core";
import { at, listAt, textAt } from "../../../lib/deploys/narrow.ts";
import type { RepositoryName } from "../../../lib/github/repository.ts";
import type { Dispatch } from "../../../lib/releases/generated/schema.generated.ts";
import type { ReleaseResult } from "../../../lib/releases/rules/apply.ts";
import { OUTCOMES } from "../../../lib/releases/rules/outcome.ts";
import { call, Unreached } from "../../../lib/runner/deploy-server/call.ts";
import { InputError } from "../../../lib/runner/input-error.ts";
import type { Run } from "../../../lib/runner/run.ts";
import { stepSession } from "../../../lib/runner/session.ts";
import { proofsOf } from "./provenance.ts";

/** What became of a dispatch, as the deploy server tells it. */
export interface ServerOutcome {
  readonly results: readonly ReleaseResult[];
  /** Why all of it is rejected, a line each; empty where it is not. */
  readonly problems: readonly string[];
  readonly notes: readonly string[];
  readonly commit: { readonly oid: string; readonly url: string } | undefined;
}

interface Sending {
  /** The release repository. */
  readonly repository: RepositoryName;
  /** The deploy server's address. */
  readonly server: string;
  /** Whether the release repository can be told instead. */
  readonly hasToken: boolean;
}

/** As long as a build waits for the release repository otherwise. */
const ALONE_MS = 600_000;
/** A server that is there answers by then. */
const ELSE_TOKEN_MS = 120_000;

/**
 * Sends a dispatch to the deploy server, and waits for what becomes of it.
 * @returns undefined if the release repository is to be told instead
 * @throws InputError if the job has no token for it; Refused, Unreached
 */
export async function sendToServer(
  dispatch: Dispatch,
  run: Run,
  { repository, server, hasToken }: Sending,
): Promise<ServerOutcome | undefined> {
  const tokens = proofsOf(dispatch, run, repository);
  if ("reason" in tokens)
    return orToken(hasToken, tokens.reason, () => new InputError("server", server, `${tokens.reason}.`));
  const until = Date.now() + (hasToken ? ELSE_TOKEN_MS : ALONE_MS);
  try {
    return await call(
      { session: stepSession(until), address: server, tokens },
      { path: "/v1/dispatches", body: dispatch, until, read: outcomeIn, tokenAdvice: "" },
    );
  } catch (error) {
    if (!(error instanceof Unreached)) throw error;
    return orToken(hasToken, error.message, () => error);
  }
}

function orToken(hasToken: boolean, because: string, otherwise: () => Error): undefined {
  if (!hasToken) throw otherwise();
  core.warning(`The dispatch goes to the release repository, with the token: ${because}`, {
    title: "Not sent to the deploy server",
  });
}

/** @returns undefined for what is no outcome */
function outcomeIn(json: unknown): ServerOutcome | undefined {
  const results = listAt(json, "results").map(resultIn);
  const known = results.filter((result) => result !== undefined);
  if (known.length === 0 || known.length < results.length) return undefined;
  const [oid, url] = [textAt(json, "commit", "sha"), textAt(json, "commit", "url")];
  return {
    results: known,
    problems: textsAt(json, "problems"),
    notes: textsAt(json, "notes"),
    commit: oid === undefined || url === undefined ? undefined : { oid, url },
  };
}

function resultIn(json: unknown): ReleaseResult | undefined {
  const [container, channel, reason] = [
    textAt(json, "container"),
    textAt(json, "channel"),
    textAt(json, "reason"),
  ];
  const outcome = OUTCOMES.find((one) => one === at(json, "outcome"));
  if (container === undefined || channel === undefined || reason === undefined || outcome === undefined) {
    return undefined;
  }
  const [before = null, after = null] = [textAt(json, "before"), textAt(json, "after")];
  return { container, channel, outcome, reason, before, after };
}

function textsAt(json: unknown, name: string): readonly string[] {
  return listAt(json, name).filter((one) => typeof one === "string");
}
