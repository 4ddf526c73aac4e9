import { canRetry, rollbackTo } from "../../../../lib/deploys/again.ts";
import type { DeployRequest } from "../../../../lib/deploys/request.ts";
import { targetKey } from "../../../../lib/deploys/target.ts";
import { listRequests } from "../../../../lib/store/request-lists.ts";
import { escaped } from "../../messages/text.ts";
import type { World } from "../../world.ts";
import { ask } from "../ask.ts";
import { reply, type Asked } from "../reply.ts";

/** How many of a target's requests are looked through for a later one. */
const LOOKED_AT = 50;

/** Asks for the same anew, as whoever has clicked. Of two who do, the second is told of the first one's request. */
export async function retry(world: World, asked: Asked, request: DeployRequest): Promise<void> {
  if (!canRetry(request)) {
    await reply(world, asked, `Nothing was retried: the request is ${request.state}.`);
    return;
  }
  const { target, wish, why, id } = request;
  const kind = request.kind === "adopt" || request.kind === "autodeploy" ? "deploy" : request.kind;
  await ask(world, asked, { target, wish, why, kind, once: `retry ${id}` });
}

/** Asks for what ran before the request, whole: its image by its digest, whatever its tag leads to now. */
export async function rollBack(world: World, asked: Asked, request: DeployRequest): Promise<void> {
  const { target, id } = request;
  const desired = rollbackTo(request);
  if (desired === undefined) {
    await reply(world, asked, `Nothing was rolled back: it is not known what ran before request ${id}.`);
    return;
  }
  const past = await listRequests(world.db, { target, limit: LOOKED_AT });
  const newest = past.find(({ request: one }) => one.commit !== undefined)?.request;
  if (newest?.id !== id) {
    const key = escaped(targetKey(target));
    await reply(
      world,
      asked,
      `Nothing was rolled back: a later request has changed ${key} since. Use the button of that one, or /deploy rollback ${escaped(target.config)} in ${escaped(target.channel)}.`,
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
