import { isSameRun, isWhole } from "../../../lib/deploys/again.ts";
import { channelsOf, configsOf, placementsOf } from "../../../lib/deploys/config/server-config.ts";
import { desiredText } from "../../../lib/deploys/desired.ts";
import { whyText } from "../../../lib/deploys/permission.ts";
import { isOpen, type Wish } from "../../../lib/deploys/request.ts";
import { targetKey, type Target } from "../../../lib/deploys/target.ts";
import { lockReason } from "../../../lib/releases/rules/lock.ts";
import { previewsOf, type StoredPreview } from "../../../lib/store/previews.ts";
import { listRequests } from "../../../lib/store/request-lists.ts";
import { isoTime } from "../clock.ts";
import { readReleaseState, type ReleaseState } from "../github/release-files.ts";
import { escaped, wholeLines } from "../messages/text.ts";
import { judgeAll } from "../people/judge.ts";
import { releasedBefore } from "../requests/past-deploys.ts";
import { earlierDeploy } from "../requests/reapply.ts";
import { targetFault } from "../requests/target-fault.ts";
import { desiredIn } from "../targets/artifact.ts";
import type { World } from "../world.ts";
import { ask } from "./ask.ts";
import { historyText } from "./history.ts";
import { requestLead } from "./lead.ts";
import { answerLink } from "./link.ts";
import type { Command } from "./parse-command.ts";
import { reply, type Asked } from "./reply.ts";
import { versionsText } from "./versions.ts";

type Question = Extract<
  Command,
  { kind: "status" | "history" | "versions" | "why" | "rollback" | "reapply" | "link" }
>;

/** Answers what is asked, and changes nothing; but for what goes back, which is a request like any other. */
export async function answerQuestion(world: World, asked: Asked, question: Question): Promise<void> {
  if (question.kind === "link") {
    await answerLink(world, asked, question.code);
    return;
  }
  const state = await readReleaseState(world.github, world.settings.releases);
  switch (question.kind) {
    case "status":
      await reply(world, asked, await statusText(world, state, question));
      return;
    case "history":
      await reply(world, asked, await historyText(world, state, targetsOf(state, question)));
      return;
    case "versions":
      await reply(world, asked, await versionsText(world, state, question));
      return;
    case "why":
      await reply(world, asked, await reasonsText(world, state, { asked, target: question.target }));
      return;
    case "rollback":
      await rollBack(world, state, { asked, target: question.target });
      return;
    case "reapply":
      await reapply(world, state, { asked, ...question });
  }
}

type Scope = Pick<Extract<Command, { kind: "status" | "history" }>, "config" | "channel">;

/** The targets that are asked about, or what is not known of them. */
function targetsOf({ config }: ReleaseState, { config: name, channel }: Scope): readonly Target[] | string {
  const all = configsOf(config).flatMap((one) =>
    channelsOf(config)
      .map((in_) => ({ config: one, channel: in_ }))
      .filter((target) => placementsOf(config, target).length > 0),
  );
  const found = all.filter(
    (target) => (name ?? target.config) === target.config && (channel ?? target.channel) === target.channel,
  );
  if (found.length > 0) return found;
  return (
    targetFault(config, { config: name ?? "", channel: channel ?? "" })?.says ?? "there are no targets yet"
  );
}

async function statusText(world: World, state: ReleaseState, scope: Scope): Promise<string> {
  const targets = targetsOf(state, scope);
  if (typeof targets === "string") return `${escaped(targets)}.`;
  const configs = [...new Set(targets.map(({ config }) => config))];
  const previews = Map.groupBy(await previewsOf(world.db, configs), targetKey);
  const lines: string[] = [];
  for (const target of targets) {
    const [newest] = await listRequests(world.db, { target, limit: 1 });
    const runs = desiredText(desiredIn(state, target));
    const last =
      newest === undefined
        ? ""
        : ` · ${isOpen(newest.request) ? "under way" : "last request"}: ${newest.request.state}${newest.request.reason === undefined ? "" : ` (${newest.request.reason.message})`}`;
    const locked = lockReason(state.locks, target, isoTime(world.clock));
    const lock = locked === undefined ? "" : ` · ${locked}`;
    lines.push(`*${escaped(targetKey(target))}* \`${escaped(runs)}\`${escaped(`${last}${lock}`)}`);
    lines.push(...(previews.get(targetKey(target)) ?? []).map(previewLine));
  }
  return wholeLines(lines);
}

function previewLine({ branch, sha, state, says, placed }: StoredPreview): string {
  const where = placed === undefined ? "" : ` in ${placed.namespace}`;
  // That it is live says all.
  const why = says === undefined || state === "live" ? "" : ` (${says})`;
  return `    preview/${escaped(branch)} \`${sha.slice(0, 7)}\`${escaped(` · ${state}${where}${why}`)}`;
}

async function reasonsText(
  world: World,
  state: ReleaseState,
  { asked, target }: { readonly asked: Asked; readonly target: Target },
): Promise<string> {
  const fault = targetFault(state.config, target);
  if (fault !== undefined) return `${escaped(fault.says)}.`;
  const { team, user, channel } = asked.typed;
  const { verdicts } = await judgeAll(world, state, {
    chat: { team, user },
    chatChannel: channel,
    target,
    approvers: [],
  });
  return `*${escaped(targetKey(target))}*\n${escaped(whyText(verdicts))}`;
}

/** Back to what the last request before has made run, whole: its image with its digest, whatever its tag leads to now. */
async function rollBack(
  world: World,
  state: ReleaseState,
  { asked, target }: { readonly asked: Asked; readonly target: Target },
): Promise<void> {
  const fault = targetFault(state.config, target);
  if (fault !== undefined) {
    await reply(world, asked, `Nothing was rolled back: ${escaped(fault.says)}.`);
    return;
  }
  const current = desiredIn(state, target);
  const past = await listRequests(world.db, { target, limit: 50 });
  const before =
    past
      .map(({ request }) => request)
      .filter((request) => request.state === "succeeded")
      .flatMap(({ to, from }) => [to, from])
      .filter(isWhole)
      .find((one) => !isSameRun(one, current)) ?? (await releasedBefore(world, state, target));
  if (before === undefined) {
    await reply(
      world,
      asked,
      `Nothing was rolled back: nothing else is known to have run as ${escaped(targetKey(target))}.`,
    );
    return;
  }
  const wish: Wish = { by: "desired", desired: before };
  await ask(world, asked, { target, wish, why: "rollback", kind: "rollback" });
}

/** An earlier deploy once more, whole: its artifact with the config of then. */
async function reapply(
  world: World,
  state: ReleaseState,
  { asked, target, which }: { readonly asked: Asked; readonly target: Target; readonly which: string },
): Promise<void> {
  const fault = targetFault(state.config, target);
  if (fault !== undefined) {
    await reply(world, asked, `${requestLead("reapply")}: ${escaped(fault.says)}.`);
    return;
  }
  const desired = await earlierDeploy(world, state, { target, which });
  await ask(world, asked, { target, wish: { by: "desired", desired }, why: which, kind: "reapply" });
}
