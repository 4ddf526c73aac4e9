import { escaped } from "../messages/text.ts";
import { isFinal } from "../worker/outcome.ts";
import type { World } from "../world.ts";
import { reply, type Asked } from "./reply.ts";

/** Does what somebody asks for, and tells them why where it cannot be done; what may pass is tried again instead. */
export async function explained(world: World, asked: Asked, act: () => Promise<void>): Promise<void> {
  const problem = await problemOf(act);
  if (problem !== undefined) await reply(world, asked, `Nothing was deployed: ${escaped(problem)}`);
}

async function problemOf(act: () => Promise<void>): Promise<string | undefined> {
  const acting = act();
  try {
    await acting;
    return undefined;
  } catch (error) {
    if (isFinal(error)) return error.message;
    throw error;
  }
}
