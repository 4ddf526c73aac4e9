import { isSameRun, isWhole, type Whole } from "../../../lib/deploys/again.ts";
import type { Desired } from "../../../lib/deploys/desired.ts";
import { targetKey, type Target } from "../../../lib/deploys/target.ts";
import { previousRelease } from "../../../lib/releases/history/record-history.ts";
import { listRequests } from "../../../lib/store/request-lists.ts";
import { findRequest } from "../../../lib/store/requests.ts";
import { pastReleasesOf } from "../github/past-releases.ts";
import type { ReleaseState } from "../github/release-files.ts";
import { Rejected } from "../rejected.ts";
import { desiredIn, desiredOf } from "../targets/artifact.ts";
import type { World } from "../world.ts";
import { isWritten, pastDeploys, type PastDeploy } from "./past-deploys.ts";

/** How many of a target chat shows, and lets be named by their number. */
export const LISTED = 10;
/** Among how many a release is looked for that is named by its commit. */
const LOOKED_AT = 200;
/** How many requests are looked through for what ran before. */
const ROLLED_BACK_OVER = 50;

const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** A target's newest past, as chat numbers it from 1. */
export async function listedPast(
  world: World,
  state: ReleaseState,
  target: Target,
): Promise<readonly PastDeploy[]> {
  const { history } = await pastDeploys(world, state, { target, limit: LISTED, releases: LISTED });
  return history.slice(0, LISTED);
}

/**
 * What an earlier deploy of a target made run, whole: its artifact with the config of then.
 * @param which its request's id, whole or the first 8 digits; its number in the target's history; or, of a release that no
 *   request is behind, the ledger's commit
 * @throws Rejected where that names nothing that can be deployed again
 */
export async function earlierDeploy(
  world: World,
  state: ReleaseState,
  { target, which }: { readonly target: Target; readonly which: string },
): Promise<Whole> {
  const past = await namedPast(world, state, { target, which: which.toLowerCase() });
  const key = targetKey(target);
  if (past === undefined) {
    throw new Rejected(
      "no such deploy",
      `${which} names nothing in the history of ${key}: name a request or a commit of it, or a number from 1 to ${LISTED} of /deploy history ${target.config} ${target.channel}`,
    );
  }
  const { what, request } = past;
  if (!isWritten(past) || what === undefined || what.kind === "virtual") {
    const state = request === undefined ? "was none" : `is ${request.state}`;
    throw new Rejected("nothing to apply", `${which} of ${key} ${state}, and made nothing run: name another`);
  }
  if (isWhole(what)) return what;
  throw new Rejected(
    "no digest",
    `${which} of ${key} is on record without the digest of its image, so that it could be another one by now: deploy its commit instead`,
  );
}

async function namedPast(
  world: World,
  state: ReleaseState,
  { target, which }: { readonly target: Target; readonly which: string },
): Promise<Pick<PastDeploy, "what" | "request"> | undefined> {
  if (UUID.test(which)) {
    const found = (await findRequest(world.db, which))?.request;
    // Of a database that was lost, the ledger still names it.
    if (found === undefined)
      return (await listedPast(world, state, target)).find(({ requestId }) => requestId === which);
    if (targetKey(found.target) !== targetKey(target)) return undefined;
    return { what: found.to, request: found };
  }
  if (/^[0-9a-f]{40}$/.test(which)) {
    const { history } = await pastDeploys(world, state, { target, limit: LOOKED_AT });
    return history.find(({ request, commit }) => request === undefined && commit === which);
  }
  const past = await listedPast(world, state, target);
  if (/^#?\d{1,2}$/.test(which)) return past[Number(which.replace("#", "")) - 1];
  return /^[0-9a-f]{8}$/.test(which)
    ? past.find(({ requestId = "" }) => requestId.startsWith(which))
    : undefined;
}

/**
 * What ran before what runs now, whole: its image with its digest, whatever its tag leads to now.
 * @throws Rejected where nothing else is known to have run
 */
export async function deployBefore(world: World, state: ReleaseState, target: Target): Promise<Whole> {
  const current = desiredIn(state, target);
  const past = await listRequests(world.db, { target, limit: ROLLED_BACK_OVER });
  const live = past.map(({ request }) => request).filter((request) => request.state === "succeeded");
  // What one of them has replaced may never have got live; before the oldest of them, nothing else is known.
  const known = [...live.map(({ to }) => to), live.at(-1)?.from];
  const before =
    known.filter(isWhole).find((one) => !isSameRun(one, current)) ??
    (await releasedBefore(world, state, target));
  if (before !== undefined) return before;
  throw new Rejected(
    "nothing before",
    `nothing else is known to have run as ${targetKey(target)}: deploy a commit or a version instead`,
  );
}

/** The same by the ledger's history; undefined where its digest is not known. */
async function releasedBefore(world: World, state: ReleaseState, target: Target): Promise<Whole | undefined> {
  const before = previousRelease(await pastReleasesOf(world, state, { target, count: LISTED }));
  const desired: Desired | undefined = before && desiredOf(before.record);
  return isWhole(desired) ? desired : undefined;
}
