import { canRetry, isSameRecord, rollbackTo } from "../../../../lib/deploys/again.ts";
import { desiredText } from "../../../../lib/deploys/desired.ts";
import type { DeployRequest } from "../../../../lib/deploys/request.ts";
import { targetKey } from "../../../../lib/deploys/target.ts";
import { listRequests } from "../../../../lib/store/request-lists.ts";
import type { ReleaseState } from "../../github/release-files.ts";
import { escaped } from "../../messages/text.ts";
import { desiredIn } from "../../targets/artifact.ts";
import type { World } from "../../world.ts";
import { ask } from "../ask.ts";
import { reply, type Asked } from "../reply.ts";

/** How many of a target's requests are looked through for a later one. */
const LOOKED_AT = 50;

/** A click on the button of a request that has ended. */
interface Pressed {
  readonly asked: Asked;
  readonly request: DeployRequest;
}

/**
 * Asks for the same anew, as whoever has clicked. Of two who do, the second is told of the first one's request. A branch is
 * looked up again; of what was named by its image, nothing may have come since.
 */
export async function retry(world: World, state: ReleaseState, { asked, request }: Pressed): Promise<void> {
  if (!canRetry(request)) {
    await reply(world, asked, `Nothing was retried: the request is ${request.state}.`);
    return;
  }
  const { target, wish, why, id } = request;
  const since = wish.by === "desired" ? await changedSince(world, state, request) : undefined;
  if (since !== undefined) {
    await reply(world, asked, `Nothing was retried: ${escaped(since)}. Ask for what is to run now.`);
    return;
  }
  const kind = request.kind === "adopt" || request.kind === "autodeploy" ? "deploy" : request.kind;
  await ask(world, asked, { target, wish, why, kind, once: `retry ${id}` });
}

/** Asks for what ran before the request, whole: its image by its digest, whatever its tag leads to now. */
export async function rollBack(
  world: World,
  state: ReleaseState,
  { asked, request }: Pressed,
): Promise<void> {
  const { target, id } = request;
  const desired = rollbackTo(request);
  if (desired === undefined) {
    await reply(world, asked, `Nothing was rolled back: it is not known what ran before request ${id}.`);
    return;
  }
  const since = await changedSince(world, state, request);
  if (since !== undefined) {
    await reply(
      world,
      asked,
      `Nothing was rolled back: ${escaped(since)}. Use the button of the newest deploy, or /deploy rollback ${escaped(target.config)} in ${escaped(target.channel)}.`,
    );
    return;
  }
  const wish = { by: "desired", desired } as const;
  await ask(world, asked, {
    target,
    wish,
    why: `rollback of request ${id}`,
    kind: "rollback",
    once: `rollback ${id}`,
  });
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
