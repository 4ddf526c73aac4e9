import type { Slack, SlackChannel, SlackMessage, SlackUser } from "@release-channels/sandbox";
import type { Screen } from "../screen.ts";
import type { World } from "../world.ts";
import { drawMessage } from "./drawing.ts";
import { APPLICATION } from "./files.ts";

/** A channel of a Slack, and who deploys there. */
export interface SlackPlace {
  readonly slack: Slack;
  readonly channel: SlackChannel;
  readonly alice: SlackUser;
}

/** Prints a channel's messages, and what Argo CD does meanwhile. @returns how to stop it */
export function showDeploys({ places }: Pick<World, "places">, screen: Screen): () => void {
  const stopSlack = showMessages(places, screen);
  let last = "";
  const stopArgo = places.argo.onChange(({ application }) => {
    const { sync, health, operationState } = application.status;
    const state = `${APPLICATION}: ${sync.status}, ${health.status}${operationState === undefined ? "" : `, operation ${operationState.phase}`}`;
    if (state !== last) screen.hop("argo cd", state, "magenta");
    last = state;
  });
  return () => {
    stopSlack();
    stopArgo();
  };
}

/**
 * Prints a channel's messages as they come and change: a new one whole, and of a changed one what is new in it.
 * @returns how to stop it
 */
export function showMessages({ slack, channel, alice }: SlackPlace, screen: Screen): () => void {
  const shown = new Map<string, readonly string[]>();
  const nameOf = (id: string): string => (id === alice.id ? alice.name : "deployer");
  const show = (message: SlackMessage): void => {
    const lines = drawMessage(message, nameOf);
    const before = shown.get(message.ts);
    shown.set(message.ts, lines);
    const news = before === undefined ? lines : lines.filter((line) => !before.includes(line));
    if (news.length === 0) return;
    screen.hop(
      "message",
      message.onlyFor === undefined ? `in #${channel.name}` : "only alice sees it",
      "blue",
    );
    screen.box(news);
  };
  const messages = () => slack.messages(channel.id, alice.id);
  // What was said before is not news.
  for (const message of messages()) shown.set(message.ts, drawMessage(message, nameOf));
  return slack.onChange((changed) => {
    if (changed === channel.id) for (const message of messages()) show(message);
  });
}
