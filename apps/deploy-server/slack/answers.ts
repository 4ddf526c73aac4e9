import { channelsOf, configsOf, placementsOf } from "../../../lib/deploys/config/server-config.ts";
import { desiredText } from "../../../lib/deploys/desired.ts";
import { whyText } from "../../../lib/deploys/permission.ts";
import { isOpen } from "../../../lib/deploys/request.ts";
import { targetKey, type Target } from "../../../lib/deploys/target.ts";
import { unknownName } from "../../../lib/deploys/unknown-name.ts";
import { lockReason } from "../../../lib/releases/rules/lock.ts";
import { allConfigs } from "../../../lib/store/known-repositories.ts";
import { previewsOf, type StoredPreview } from "../../../lib/store/previews.ts";
import { listRequests } from "../../../lib/store/request-lists.ts";
import { step } from "../../../lib/store/step.ts";
import { isoTime } from "../clock.ts";
import { readReleaseState, type ReleaseState } from "../github/release-files.ts";
import { escaped, wholeLines } from "../messages/text.ts";
import { judgeAsker } from "../people/judge.ts";
import { targetFault } from "../requests/target-fault.ts";
import { judgeTarget } from "../requests/why.ts";
import { wishedNow } from "../requests/wished.ts";
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
  { kind: "status" | "team status" | "history" | "versions" | "why" | "rollback" | "reapply" | "link" }
>;
/** What goes back, which is a request like any other. */
type Earlier = Extract<Question, { kind: "rollback" | "reapply" }>;

/** Answers what is asked, and changes nothing; but for what goes back, which is a request like any other. */
export async function answerQuestion(world: World, asked: Asked, question: Question): Promise<void> {
  if (question.kind === "link") {
    await answerLink(world, asked, question.code);
    return;
  }
  const state = await readReleaseState(world.github, world.settings.releases);
  switch (question.kind) {
    case "status":
      await reply(world, asked, await statusText(world, targetsOf(state, question), state));
      return;
    case "team status":
      await reply(
        world,
        asked,
        await statusText(world, await targetsOfTeam(world, state, question.team), state),
      );
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
    case "reapply":
      await askEarlier(world, state, { asked, question });
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

/** Those of the configs that say they belong to a team, or what is not known of it. */
async function targetsOfTeam(
  world: World,
  state: ReleaseState,
  team: string,
): Promise<readonly Target[] | string> {
  const configs = await allConfigs(world.db);
  const teams = [...new Set(configs.flatMap(({ document }) => document?.team ?? []))];
  if (!teams.includes(team)) return unknownName("team", team, teams);
  const own = new Set(configs.flatMap(({ document }) => (document?.team === team ? document.name : [])));
  const all = targetsOf(state, {});
  if (typeof all === "string") return all;
  const found = all.filter(({ config }) => own.has(config));
  return found.length === 0 ? `db/server.yaml lists no target of ${[...own].join(", ")}` : found;
}

/** @param targets or what is not known of them */
async function statusText(
  world: World,
  targets: readonly Target[] | string,
  state: ReleaseState,
): Promise<string> {
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
  const asker = { chat: { team, user }, chatChannel: channel, target, approvers: [] };
  const [{ verdicts: ofAsker }, ofTarget] = await step("why.judge", () =>
    Promise.all([judgeAsker(world, state, asker), judgeTarget(world, state, target)]),
  );
  const verdicts = [...ofAsker, ...ofTarget];
  return `*${escaped(targetKey(target))}*\n${escaped(whyText(verdicts))}`;
}

/** Asks for what ran before, or for an earlier deploy once more, whole: its artifact with the config of then. */
async function askEarlier(
  world: World,
  state: ReleaseState,
  { asked, question }: { readonly asked: Asked; readonly question: Earlier },
): Promise<void> {
  const { kind, target } = question;
  const fault = targetFault(state.config, target);
  if (fault !== undefined) {
    await reply(world, asked, `${requestLead(kind)}: ${escaped(fault.says)}.`);
    return;
  }
  await ask(world, asked, await wishedNow(world, state, { target, wished: question, why: "" }));
}
