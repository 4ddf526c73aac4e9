import { desiredText } from "../../../lib/deploys/desired.ts";
import { targetKey, type Target } from "../../../lib/deploys/target.ts";
import { openRequests } from "../../../lib/store/request-lists.ts";
import { readReleaseState } from "../github/release-files.ts";
import { escaped, wholeLines } from "../messages/text.ts";
import { judgeAsker } from "../people/judge.ts";
import { Rejected } from "../rejected.ts";
import { lockTarget, unlockTarget } from "../requests/lock.ts";
import { targetFault } from "../requests/target-fault.ts";
import type { World } from "../world.ts";
import type { Command } from "./parse-command.ts";
import { reply, type Asked } from "./reply.ts";

type LockCommand = Extract<Command, { kind: "lock" | "unlock" | "queue" }>;

/** Locks, unlocks, or tells what waits. @throws Rejected */
export async function answerLock(world: World, asked: Asked, command: LockCommand): Promise<void> {
  const { target } = command;
  const state = await readReleaseState(world.github, world.settings.releases);
  const { team, user, channel } = asked.typed;
  const judge = () =>
    judgeAsker(world, state, {
      target,
      chat: { team, user },
      chatChannel: channel,
      approvers: [],
    });
  const asker = { target, key: asked.entry.key, judge };
  const key = targetKey(target);
  switch (command.kind) {
    case "lock": {
      const { reason, forMs } = command;
      const { owner, until } = await lockTarget(world, state, { ...asker, reason, forMs });
      const end = until === undefined ? "until somebody unlocks it" : `until ${until}`;
      const text = `${key} is locked by ${owner} ${end}: ${reason}. Deploys and releases there are held; \`/deploy unlock ${target.config} in ${target.channel}\` ends it.`;
      await reply(world, asked, escaped(text));
      return;
    }
    case "unlock":
      await unlockTarget(world, state, asker);
      await reply(
        world,
        asked,
        escaped(`${key} is unlocked. What was held is not deployed by itself: ask again.`),
      );
      return;
    case "queue": {
      const fault = targetFault(state.config, target);
      if (fault !== undefined) throw new Rejected("no target", fault.says);
      await reply(world, asked, await queueText(world, target));
    }
  }
}

/** What is under way and what waits for it, the first that came first. */
async function queueText(world: World, target: Target): Promise<string> {
  const open = await openRequests(world.db, target);
  if (open.length === 0) return `Nothing is under way for ${escaped(targetKey(target))}.`;
  return wholeLines(
    open.map(({ request }, place) => {
      const what = request.to === undefined ? "not resolved yet" : desiredText(request.to);
      const who = request.by.account?.login ?? request.by.login ?? "somebody";
      return `${place + 1}. \`${escaped(what)}\` ${request.kind} by ${escaped(who)}: ${request.state} · ${request.id.slice(0, 8)}`;
    }),
  );
}
