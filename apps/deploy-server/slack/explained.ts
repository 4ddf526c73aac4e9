import { escaped } from "../messages/text.ts";
import { isFinal } from "../rejected.ts";
import type { World } from "../world.ts";
import { reply, type Asked } from "./reply.ts";

/**
 * Does what somebody asks for, and tells them why where it cannot be done; what may pass is tried again instead.
 * @param lead what did not happen, before the reason: `Nothing was deployed`
 */
export async function explained(
  world: World,
  { asked, lead }: { readonly asked: Asked; readonly lead: string },
  act: () => Promise<void>,
): Promise<void> {
  const problem = await problemOf(act);
  if (problem !== undefined) await reply(world, asked, `${lead}: ${escaped(problem)}`);
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
