import type { DeployRequest } from "../../../../lib/deploys/request.ts";
import type { ReleaseState } from "../../github/release-files.ts";
import { escaped } from "../../messages/text.ts";
import { retryOf, rollbackOf, type AgainWish } from "../../requests/again.ts";
import type { World } from "../../world.ts";
import { ask } from "../ask.ts";
import { reply, type Asked } from "../reply.ts";

/** A click on the button of a request that has ended. */
interface Pressed {
  readonly asked: Asked;
  readonly request: DeployRequest;
}

/** Asks for the same anew, as whoever has clicked. */
export async function retry(world: World, state: ReleaseState, { asked, request }: Pressed): Promise<void> {
  await askAgain(world, asked, { lead: "Nothing was retried", wish: await retryOf(world, state, request) });
}

/** Asks for what ran before the request, as whoever has clicked. */
export async function rollBack(
  world: World,
  state: ReleaseState,
  { asked, request }: Pressed,
): Promise<void> {
  const wish = await rollbackOf(world, state, request);
  await askAgain(world, asked, { lead: "Nothing was rolled back", wish });
}

async function askAgain(
  world: World,
  asked: Asked,
  { lead, wish }: { readonly lead: string; readonly wish: AgainWish | string },
): Promise<void> {
  if (typeof wish === "string") await reply(world, asked, `${lead}: ${escaped(wish)}.`);
  else await ask(world, asked, wish);
}
