import { setTimeout as sleep } from "node:timers/promises";
import type { Outcome, SlackMessage, SlackUser } from "@release-channels/sandbox";
import { linkAccounts } from "../../apps/deploy-server/testing/link.ts";
import { run } from "../engines/run.ts";
import type { Site } from "./site.ts";

/** How long people wait before they do again what Slack says has failed. */
const AGAIN_MS = 100;

/** Far longer than a real cluster takes on a busy machine: whoever waits this long waits in vain. */
const IN_VAIN_MS = 15 * 60_000;

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
  { slack, channel }: Site,
  user: SlackUser,
  { command, says }: { readonly command: string; readonly says: string | RegExp },
): Promise<SlackMessage> {
  const known = new Set(slack.messages(channel.name, user.id).map(({ ts }) => ts));
  await untilTaken(command, () => slack.type(user.id, channel.name, command));
  return slack.waitFor(
    (one) => !known.has(one.ts) && (one.onlyFor ?? user.id) === user.id && isSaid(one, says),
    `${command} is answered with "${String(says)}"`,
    IN_VAIN_MS,
  );
}

/** Clicks until Slack shows no error. */
export async function press(
  { slack }: Site,
  user: SlackUser,
  { message, action }: { readonly message: SlackMessage; readonly action: string },
): Promise<void> {
  const element = { actionId: action };
  await untilTaken(`the click on ${action}`, () => slack.click(user.id, message, element));
}

/** Does it again until Slack shows no error. @throws Error where it goes on, with the last one */
async function untilTaken(what: string, act: () => Promise<Outcome>): Promise<void> {
  const end = performance.now() + IN_VAIN_MS;
  for (;;) {
    const outcome = await act();
    if (outcome.kind === "acknowledged") return;
    if (performance.now() > end) {
      throw new Error(`Did ${what} again in vain: Slack says ${JSON.stringify(outcome)}`);
    }
    await sleep(AGAIN_MS);
  }
}

/** The message as soon as it says this. */
export function until({ slack }: Site, { ts }: SlackMessage, says: string | RegExp): Promise<SlackMessage> {
  return slack.waitFor(
    (one) => one.ts === ts && isSaid(one, says),
    `a message says "${String(says)}"`,
    IN_VAIN_MS,
  );
}

function isSaid(message: SlackMessage, says: string | RegExp): boolean {
  const words = wordsOf(message);
  return typeof says === "string" ? words.includes(says) : says.test(words);
}

export const WAITS = "waits for your word";
export const LIVE = "live in";
export const UNDEPLOYED = "undeployed in";
export const ADOPTED = "adopted in";
