import { desiredText } from "../../../../lib/deploys/desired.ts";
import { refusal } from "../../../../lib/deploys/permission.ts";
import { changeText, type Companion, type Preview } from "../../../../lib/deploys/preview.ts";
import type { DeployRequest } from "../../../../lib/deploys/request.ts";
import { targetKey, type Target } from "../../../../lib/deploys/target.ts";
import { shortSha } from "../../../../lib/releases/documents/tag.ts";
import { readReleaseState } from "../../github/release-files.ts";
import { escaped, wholeLines } from "../../messages/text.ts";
import { judgeAsker } from "../../people/judge.ts";
import type { World } from "../../world.ts";
import { reply, type Asked } from "../reply.ts";

/**
 * Shows whoever clicks all that a request changes: the card lists the first commits alone. Who may deploy is asked of
 * nobody for that, but who they are: the commits are of repositories that guests and strangers may not see.
 */
export async function showChanges(
  world: World,
  asked: Asked,
  { shown, target }: DeployRequest,
): Promise<void> {
  const unknown = await whyUnknown(world, asked, target);
  if (unknown !== undefined) {
    await reply(world, asked, `Nothing is shown: ${escaped(unknown)}.`);
    return;
  }
  const key = escaped(targetKey(target));
  const text =
    shown === undefined
      ? `Nothing is known yet of what changes in ${key}.`
      : `*What changes in ${key}*\n${changesText(shown, world.settings.github.url)}`;
  await reply(world, asked, wholeLines(text.split("\n")));
}

/** Why nobody knows who clicks; undefined of a member with a linked account. */
async function whyUnknown(world: World, { typed }: Asked, target: Target): Promise<string | undefined> {
  const state = await readReleaseState(world.github, world.settings.releases);
  const asker = { chat: typed, chatChannel: typed.channel, target, approvers: [] };
  const { verdicts } = await judgeAsker(world, state, asker);
  return refusal(verdicts.filter(({ rule }) => rule === "identity" || rule === "account"))?.says;
}

/** Every value and every commit. @param url of GitHub, for links */
export function changesText(
  { from, to, changes, companions, drift, beyond = [], unavailable }: Preview,
  url: string,
): string {
  const values = changes.map((change) => `• ${change.repository} ${changeText(change)}`);
  return [
    `${desiredText(from)} → ${desiredText(to)}`,
    ...values,
    ...drift.map((one) => `⚠ ${one}`),
    ...(unavailable === undefined ? [] : [`⚠ ${unavailable}`]),
    ...beyond.map((one) => `⚠ ${one} differs as well`),
  ]
    .map(escaped)
    .concat(companions.map((one) => companionLine(one, url)))
    .join("\n");
}

function companionLine({ repository, sha, author, subject, files }: Companion, url: string): string {
  const commit = `<${url}/${repository}/commit/${sha}|${shortSha(sha)}>`;
  return `• ${commit} ${escaped(author)}: ${escaped(subject)} (${escaped(files.join(", "))})`;
}
