import { setTimeout as sleep } from "node:timers/promises";
import type { SlackMessage, SlackUser } from "@release-channels/sandbox";
import { linkAccounts } from "../../apps/deploy-server/testing/link.ts";
import { run } from "../engines/run.ts";
import type { Site } from "./site.ts";

/** How long people wait before they do again what Slack says has failed. */
const AGAIN_MS = 100;

/** All that a message says, blocks and text. */
export function wordsOf({ text, blocks }: Pick<SlackMessage, "text" | "blocks">): string {
  return `${text}\n${JSON.stringify(blocks)}`;
}

/** The id of the request that a message is about; empty where it is about none. */
export function requestOf(message: SlackMessage): string {
  return /request ([0-9a-f-]{36})/.exec(wordsOf(message))?.[1] ?? "";
}

/** Links somebody's accounts: they sign in to GitHub with a browser that trusts its certificate. */
export async function link({ slack, channel, certificate }: Site, user: SlackUser): Promise<void> {
  const trust = certificate === undefined ? [] : ["--cacert", certificate];
  const print = ["--output", "/dev/null", "--write-out", "%{redirect_url}"];
  await linkAccounts(slack, channel.name, {
    user,
    login: user.name,
    follow: (address) => run("curl", ["--silent", "--show-error", ...trust, ...print, address]),
  });
}

/** Types a command until Slack shows no error, as people do. @returns the new message that says this */
export async function ask(
  site: Site,
  user: SlackUser,
  { command, says }: { readonly command: string; readonly says: string },
): Promise<SlackMessage> {
  const { slack, channel } = site;
  const known = new Set(slack.messages(channel.name, user.id).map(({ ts }) => ts));
  while ((await slack.type(user.id, channel.name, command)).kind !== "acknowledged") await sleep(AGAIN_MS);
  return heard(
    site,
    (one) => !known.has(one.ts) && (one.onlyFor ?? user.id) === user.id && wordsOf(one).includes(says),
    `${command} is answered with "${says}"`,
  );
}

/** Clicks until Slack shows no error. */
export async function press(
  { slack }: Site,
  user: SlackUser,
  { message, action }: { readonly message: SlackMessage; readonly action: string },
): Promise<void> {
  const element = { actionId: action };
  while ((await slack.click(user.id, message, element)).kind !== "acknowledged") await sleep(AGAIN_MS);
}

/** The message as soon as it says this. */
export function until(site: Site, { ts }: SlackMessage, says: string | RegExp): Promise<SlackMessage> {
  const isSaid = (words: string): boolean =>
    typeof says === "string" ? words.includes(says) : says.test(words);
  return heard(site, (one) => one.ts === ts && isSaid(wordsOf(one)), `a message says "${String(says)}"`);
}

/** Far longer than anything takes: whoever waits this long waits in vain. */
const IN_VAIN_MS = 15 * 60_000;

/** @throws Error after a quarter of an hour, with what was said instead */
async function heard(
  { slack, channel }: Site,
  find: (message: SlackMessage) => boolean,
  what: string,
): Promise<SlackMessage> {
  const { promise: inVain, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(() => {
    const said = slack.messages(channel.name).map(({ text }) => `  ${text}`);
    reject(new Error(`Waited in vain until ${what}. The channel's messages are:\n${said.join("\n")}`));
  }, IN_VAIN_MS);
  try {
    return await Promise.race([slack.waitFor(find), inVain]);
  } finally {
    clearTimeout(timer);
  }
}

export const WAITS = "waits for your word";
export const LIVE = "live in";
