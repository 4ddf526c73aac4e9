import { linkAccount } from "../../../lib/store/accounts.ts";
import { finishEntry } from "../../../lib/store/inbox.ts";
import { inTransaction } from "../../../lib/store/store.ts";
import { escaped } from "../messages/text.ts";
import { openSeal, seal, sealingKeys } from "../people/seal.ts";
import type { World } from "../world.ts";
import { putReply, reply, type Asked } from "./reply.ts";

/** How long somebody may take to sign in, and to bring the code back. */
const LIFE_MS = 10 * 60_000;

/**
 * Links a Slack account to a GitHub account in two steps. The first gives an address to sign in at; the page there gives a
 * code, which only the same person in Slack can bring back. Whoever signs in by somebody else's address gives nothing away:
 * their code is good for the other one's hands alone, and those do not get it.
 */
export async function answerLink(world: World, asked: Asked, code: string | undefined): Promise<void> {
  const { team, user } = asked.typed;
  const { signIn } = world.settings.github;
  const keys = sealingKeys(world.settings.github);
  const now = world.clock.now().getTime();
  if (code === undefined) {
    if (signIn === undefined) {
      await reply(
        world,
        asked,
        "Nobody can sign in to GitHub here yet: the server needs GITHUB_CLIENT_ID and GITHUB_CLIENT_SECRET.",
      );
      return;
    }
    const state = seal(keys, "sign-in", { team, user, until: now + LIFE_MS });
    const address = `${world.settings.publicUrl}/link?state=${state}`;
    await reply(
      world,
      asked,
      `<${address}|Sign in to GitHub>, and bring the code that you get there back: \`/deploy link <code>\`. The address is yours alone, for 10 minutes.`,
    );
    return;
  }
  const found = openSeal(keys, "link-code", code);
  const fault = faultOf(found, { team, user, now });
  if (fault !== undefined || found === undefined) {
    await reply(
      world,
      asked,
      `Nothing was linked: ${fault ?? "this is no code"}. Run /deploy link for a new one.`,
    );
    return;
  }
  const { id, login } = found;
  if (typeof id !== "number" || typeof login !== "string") throw new Error("a code without an account");
  await inTransaction(world.db, async (transaction) => {
    await linkAccount(transaction, { team, user }, { id, login });
    await putReply(transaction, asked, `Linked: you are ${escaped(login)} on GitHub.`);
    await finishEntry(transaction, asked.entry);
  });
  world.nudges.nudge("messages");
}

function faultOf(
  found: Readonly<Record<string, unknown>> | undefined,
  { team, user, now }: { readonly team: string; readonly user: string; readonly now: number },
): string | undefined {
  if (found === undefined) return "this is no code of this server";
  if (found["team"] !== team || found["user"] !== user)
    return "this code was made for somebody else in Slack";
  return typeof found["until"] === "number" && found["until"] > now ? undefined : "this code has expired";
}
