import { isWhole } from "../../../lib/deploys/again.ts";
import type { Desired } from "../../../lib/deploys/desired.ts";
import { targetKey, type Target } from "../../../lib/deploys/target.ts";
import { findRequest } from "../../../lib/store/requests.ts";
import type { ReleaseState } from "../github/release-files.ts";
import { Rejected } from "../rejected.ts";
import type { World } from "../world.ts";
import { LISTED, pastDeploys, type PastDeploy } from "./past-deploys.ts";

const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/**
 * What an earlier deploy of a target made run, whole: its artifact with the config of then.
 * @param which its number in the target's history, or its request's id, whole or the first 8 digits
 * @throws Rejected where that names nothing that can be deployed again
 */
export async function earlierDeploy(
  world: World,
  state: ReleaseState,
  { target, which }: { readonly target: Target; readonly which: string },
): Promise<Desired> {
  const past = await namedPast(world, state, { target, which });
  const key = targetKey(target);
  if (past === undefined) {
    throw new Rejected(
      "no such deploy",
      `${which} is neither a number of the history of ${key}, from 1 to ${LISTED}, nor a request of it: look it up with /deploy history ${target.config} ${target.channel}`,
    );
  }
  const { what, isWritten, request } = past;
  if (!isWritten || what === undefined || what.kind === "virtual") {
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
): Promise<Pick<PastDeploy, "what" | "isWritten" | "request"> | undefined> {
  if (UUID.test(which)) {
    const found = (await findRequest(world.db, which))?.request;
    // Of a database that was lost, the ledger still names it.
    if (found === undefined)
      return (await pastDeploys(world, state, target)).find(({ requestId }) => requestId === which);
    if (targetKey(found.target) !== targetKey(target)) return undefined;
    return { what: found.to, isWritten: found.commit !== undefined, request: found };
  }
  const past = await pastDeploys(world, state, target);
  if (/^#?\d{1,2}$/.test(which)) return past.find(({ number }) => number === Number(which.replace("#", "")));
  return /^[0-9a-f]{8}$/.test(which)
    ? past.find(({ requestId = "" }) => requestId.startsWith(which))
    : undefined;
}
