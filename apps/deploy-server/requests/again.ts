import { canRetry, isSameRecord, rollbackTo } from "../../../lib/deploys/again.ts";
import { desiredText } from "../../../lib/deploys/desired.ts";
import { isReleased, type DeployRequest } from "../../../lib/deploys/request.ts";
import { targetKey } from "../../../lib/deploys/target.ts";
import { listRequests } from "../../../lib/store/request-lists.ts";
import type { ReleaseState } from "../github/release-files.ts";
import { desiredIn } from "../targets/artifact.ts";
import type { World } from "../world.ts";
import type { AskedWish } from "./ask-for.ts";

/** How many of a target's requests are looked through for a later one. */
const LOOKED_AT = 50;

/** What is asked for once more, whoever does; of two who do, the second is told of the first one's request. */
export type AgainWish = Omit<AskedWish, "by" | "id">;

/**
 * The same anew. A branch is looked up again; of what was named by its image, nothing may have come since.
 * @returns why not: a clause
 */
export async function retryOf(
  world: World,
  state: ReleaseState,
  request: DeployRequest,
): Promise<AgainWish | string> {
  if (!canRetry(request)) return `the request is ${request.state}`;
  const { target, wish, why, id } = request;
  const since = wish.by === "desired" ? await changedSince(world, state, request) : undefined;
  if (since !== undefined) return `${since}. Ask for what is to run now`;
  const kind = isReleased(request) || request.kind === "autodeploy" ? "deploy" : request.kind;
  return { target, wish, why, kind, once: `retry ${id}` };
}

/**
 * What ran before a request, whole: its image by its digest, whatever its tag leads to now.
 * @returns why not: a clause
 */
export async function rollbackOf(
  world: World,
  state: ReleaseState,
  request: DeployRequest,
): Promise<AgainWish | string> {
  const { target, id } = request;
  const desired = rollbackTo(request);
  if (desired === undefined) return `it is not known what ran before request ${id}`;
  const since = await changedSince(world, state, request);
  if (since !== undefined) {
    return `${since}. Use the button of the newest deploy, or /deploy rollback ${target.config} in ${target.channel}`;
  }
  const wish = { by: "desired", desired } as const;
  return { target, wish, why: `rollback of request ${id}`, kind: "rollback", once: `rollback ${id}` };
}

/** What has changed a target since a request: a later request, or whoever else writes the ledger. */
async function changedSince(
  world: World,
  state: ReleaseState,
  { id, target, commit, from, to }: DeployRequest,
): Promise<string | undefined> {
  const key = targetKey(target);
  const past = await listRequests(world.db, { target, limit: LOOKED_AT });
  const own = past.findIndex(({ request }) => request.id === id);
  const newer = own === -1 ? past : past.slice(0, own);
  if (newer.some(({ request }) => request.commit !== undefined)) {
    return `a later request has changed ${key} since`;
  }
  const left = commit === undefined ? from : to;
  const now = desiredIn(state, target);
  return left === undefined || isSameRecord(left, now)
    ? undefined
    : `the ledger says ${desiredText(now)} for ${key} by now, and said ${desiredText(left)}`;
}
