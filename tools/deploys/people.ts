import { setTimeout as sleep } from "node:timers/promises";
import type { SlackMessage, SlackUser } from "@release-channels/sandbox";
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

/** Links somebody's accounts as they would do it themselves: by signing in to GitHub in a browser. */
export async function link(site: Site, user: SlackUser): Promise<void> {
  const offer = await ask(site, user, { command: "/deploy link", says: "/link?state=" });
  const [, address = ""] = /<(http[^|>]+)\|/.exec(offer.text) ?? [];
  const signIn = await onward(site, address.replaceAll("&amp;", "&"));
  const back = await onward(site, `${signIn}&as=${user.name}`);
  const page = await (await fetch(back)).text();
  const [, code = ""] = /\/deploy link (\S+)</.exec(page) ?? [];
  await ask(site, user, { command: `/deploy link ${code}`, says: `you are ${user.name} on GitHub` });
}

/** Where an address leads on to. */
function onward({ certificate }: Site, address: string): Promise<string> {
  const trust = certificate === undefined ? [] : ["--cacert", certificate];
  const print = ["--output", "/dev/null", "--write-out", "%{redirect_url}"];
  return run("curl", ["--silent", "--show-error", ...trust, ...print, address]);
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

/** @throws after a quarter of an hour, with what was said instead */
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
