import { actingAccount } from "../../../lib/github/people/account.ts";
import { step } from "../../../lib/store/step.ts";
import type { World } from "../world.ts";

const known = new WeakMap<World, Promise<number>>();

/** GitHub's number of whoever the server is there: the sender of its own pushes. Asked once. */
export async function ownSenderId(world: World): Promise<number> {
  let id = known.get(world);
  if (id === undefined) {
    id = askGitHub(world);
    known.set(world, id);
    // What failed is asked again.
    id.catch(() => known.delete(world));
  }
  return id;
}

async function askGitHub(world: World): Promise<number> {
  const repository = await step("push.repository", () => world.github.at(world.settings.releases.repository));
  const { id } = await step("push.own account", () => actingAccount(repository));
  return id;
}
