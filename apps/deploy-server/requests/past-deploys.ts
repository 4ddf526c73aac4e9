import type { Desired } from "../../../lib/deploys/desired.ts";
import type { DeployRequest } from "../../../lib/deploys/request.ts";
import type { Target } from "../../../lib/deploys/target.ts";
import { previousRelease } from "../../../lib/releases/history/record-history.ts";
import { listRequests } from "../../../lib/store/request-lists.ts";
import { pastEntriesOf, pastReleasesOf } from "../github/past-releases.ts";
import type { ReleaseState } from "../github/release-files.ts";
import { desiredOf } from "../targets/artifact.ts";
import { isKnown, ledgerPast, type LedgerPast } from "../targets/ledger-past.ts";
import type { World } from "../world.ts";

/** How many of a target are shown, and may be named by their number. */
export const LISTED = 10;

/** One line of a target's history. */
export interface PastDeploy {
  /** From 1, the newest first. */
  readonly number: number;
  /** ISO 8601. */
  readonly at: string;
  /** What it was about; undefined of a request that was never resolved. */
  readonly what: Desired | undefined;
  /** A GitHub login, where one is known. */
  readonly by: string | undefined;
  /** The request; undefined where none is stored. */
  readonly request: DeployRequest | undefined;
  /** The request's id, which the ledger's commits have as well. */
  readonly requestId: string | undefined;
  /** Whether the ledger has had it, so that it can be deployed again. */
  readonly isWritten: boolean;
}

/**
 * What was asked for and what was released of a target, the newest first: requests from the store, and from the ledger's
 * history what no stored request is behind.
 */
export async function pastDeploys(
  world: World,
  state: ReleaseState,
  target: Target,
): Promise<readonly PastDeploy[]> {
  const stored = await listRequests(world.db, { target, limit: LISTED });
  const ledger = await pastEntriesOf(world, state, { target, count: LISTED });
  const known = new Set(stored.flatMap(({ request }) => [request.id, request.correlation]));
  return [
    ...stored.map(({ request }) => ofRequest(request)),
    ...ledger
      .map(ledgerPast)
      .filter((past) => !isKnown(past, known))
      .map(ofLedger),
  ]
    .toSorted((a, b) => b.at.localeCompare(a.at))
    .slice(0, LISTED)
    .map((past, index) => ({ number: index + 1, ...past }));
}

function ofRequest(request: DeployRequest): Omit<PastDeploy, "number"> {
  const { to, by, times, commit } = request;
  const isWritten = commit !== undefined;
  const at = times.received ?? "";
  return { at, what: to, by: by.account?.login, request, requestId: request.id, isWritten };
}

function ofLedger({ at, by, what, requestId }: LedgerPast): Omit<PastDeploy, "number"> {
  return { at, what, by, request: undefined, requestId, isWritten: true };
}

/** What ran before what runs now, whole, by the ledger's history; undefined where its digest is not known. */
export async function releasedBefore(
  world: World,
  state: ReleaseState,
  target: Target,
): Promise<Desired | undefined> {
  const before = previousRelease(await pastReleasesOf(world, state, { target, count: LISTED }));
  return before?.record.digest === undefined ? undefined : desiredOf(before.record);
}
