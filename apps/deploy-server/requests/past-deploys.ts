import type { Desired } from "../../../lib/deploys/desired.ts";
import { hasEnded, type DeployRequest, type RequestState } from "../../../lib/deploys/request.ts";
import type { Target } from "../../../lib/deploys/target.ts";
import { listRequests } from "../../../lib/store/request-lists.ts";
import { pastEntriesOf } from "../github/past-releases.ts";
import type { ReleaseState } from "../github/release-files.ts";
import { isKnown, ledgerPast, type LedgerPast } from "../targets/ledger-past.ts";
import type { World } from "../world.ts";

/** How many releases of the ledger's history are looked through. */
const RELEASES = 100;

/** What was asked for, or released, of a target once. */
export interface PastDeploy {
  /** ISO 8601. */
  readonly at: string;
  readonly what: Desired | undefined;
  readonly before: Desired | undefined;
  readonly kind: DeployRequest["kind"] | "release";
  readonly by: string | undefined;
  readonly state: RequestState | "released";
  readonly request: DeployRequest | undefined;
  /** The request's id, which the ledger's commits have as well. */
  readonly requestId: string | undefined;
  /** The ledger's commit: 40 hex. */
  readonly commit: string | undefined;
  /** From asking to its end, in milliseconds; undefined where it has not ended. */
  readonly ms: number | undefined;
}

/** Whether the ledger has had it: what was asked for and never written was let through by no rule. */
export function isWritten({ request }: Pick<PastDeploy, "request">): boolean {
  return request === undefined || request.commit !== undefined;
}

/** Where a page of the past begins: after what was shown before. */
export interface Place {
  /** Of the last request. */
  readonly sequence: number;
  /** Its time, down to which all releases were shown: ISO 8601. */
  readonly at: string;
}

export interface PastDeploys {
  readonly history: readonly PastDeploy[];
  /** Undefined on the last page. */
  readonly next: Place | undefined;
}

/** Which part of whose past. */
export interface PastQuestion {
  readonly target: Target;
  /** How many requests a page has, and what of the ledger is of the same time with them. */
  readonly limit: number;
  /** How many entries of the ledger's history are looked through. */
  readonly releases?: number;
  readonly after?: Place | undefined;
}

/**
 * A target's past, the newest first: requests from the store, and from the ledger's history what no stored request is
 * behind.
 */
export async function pastDeploys(
  world: World,
  state: ReleaseState,
  { target, limit, releases: count = RELEASES, after }: PastQuestion,
): Promise<PastDeploys> {
  // One more than is shown says whether there is another page.
  const stored = await listRequests(world.db, { target, limit: limit + 1, before: after?.sequence });
  const shown = stored.slice(0, limit);
  const last = shown.at(-1);
  const next =
    stored.length > limit && last !== undefined
      ? { sequence: last.sequence, at: last.request.times.received ?? last.createdAt }
      : undefined;
  const known = new Set(stored.flatMap(({ request }) => [request.id, request.correlation]));
  const releases = (await pastEntriesOf(world, state, { target, count }))
    .map(ledgerPast)
    .filter((past) => !isKnown(past, known))
    .map(ofLedger)
    .filter(({ at }) => isBetween(at, { from: next?.at, to: after?.at }));
  const history = [...shown.map(({ request }) => deployOf(request)), ...releases];
  return { history: history.toSorted((a, b) => Date.parse(b.at) - Date.parse(a.at)), next };
}

function isBetween(
  at: string,
  { from, to }: { readonly from: string | undefined; readonly to: string | undefined },
): boolean {
  const time = Date.parse(at);
  return (from === undefined || time >= Date.parse(from)) && (to === undefined || time < Date.parse(to));
}

function deployOf(request: DeployRequest): PastDeploy {
  const { to, from, kind, state, times, commit } = request;
  const at = times.received ?? "";
  const end = hasEnded(request) ? times[state] : undefined;
  return {
    at,
    what: to,
    before: from,
    kind,
    by: askerOf(request),
    state,
    request,
    requestId: request.id,
    commit,
    ms: end === undefined ? undefined : Date.parse(end) - Date.parse(at),
  };
}

function ofLedger({ at, what, kind, by, commit, requestId }: LedgerPast): PastDeploy {
  const unknown = { before: undefined, request: undefined, ms: undefined };
  return { ...unknown, at, what, kind, by, state: "released", requestId, commit };
}

/** As GitHub knows whoever asked; undefined where no account is known. */
export function askerOf({ by }: Pick<DeployRequest, "by">): string | undefined {
  return by.account?.login ?? by.login;
}
