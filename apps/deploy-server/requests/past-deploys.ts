import type { Desired } from "../../../lib/deploys/desired.ts";
import type { DeployRequest } from "../../../lib/deploys/request.ts";
import type { Target } from "../../../lib/deploys/target.ts";
import { previousRelease, type PastRelease } from "../../../lib/releases/history/record-history.ts";
import { listRequests } from "../../../lib/store/request-lists.ts";
import { pastReleasesOf } from "../github/past-releases.ts";
import type { ReleaseState } from "../github/release-files.ts";
import { desiredOf } from "../targets/artifact.ts";
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
  /** The request; undefined of a release that no stored request is behind. */
  readonly request: DeployRequest | undefined;
  /** Whether the ledger has had it, so that it can be deployed again. */
  readonly isWritten: boolean;
}

/**
 * What was asked for and what was released of a target, the newest first: requests from the store, and from the ledger's
 * history the releases that no stored request is behind.
 */
export async function pastDeploys(
  world: World,
  state: ReleaseState,
  target: Target,
): Promise<readonly PastDeploy[]> {
  const stored = await listRequests(world.db, { target, limit: LISTED });
  const releases = await pastReleasesOf(world, state, { target, count: LISTED });
  const known = new Set(stored.map(({ request }) => request.correlation));
  return [
    ...stored.map(({ request }) => ofRequest(request)),
    ...releases.filter(({ record }) => !known.has(record.dispatch_id)).map(ofRelease),
  ]
    .toSorted((a, b) => b.at.localeCompare(a.at))
    .slice(0, LISTED)
    .map((past, index) => ({ number: index + 1, ...past }));
}

function ofRequest(request: DeployRequest): Omit<PastDeploy, "number"> {
  const { to, by, times, commit } = request;
  const isWritten = commit !== undefined;
  return { at: times.received ?? "", what: to, by: by.account?.login, request, isWritten };
}

function ofRelease({ record }: PastRelease): Omit<PastDeploy, "number"> {
  const { released_at: at, released_by: by } = record;
  return { at, what: desiredOf(record), by, request: undefined, isWritten: true };
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
