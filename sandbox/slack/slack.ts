import type { Clock } from "../http/clock.ts";
import type { DeskRecord } from "../http/desk.ts";
import type { FaultRule } from "../http/fault.ts";
import type { DeliveryFaults, DeliveryRecord } from "./deliveries.ts";
import type { Rates } from "./limits.ts";
import type { App, Channel, Message, NewApp, Outcome, User, UserKind, View } from "./model.ts";
import type { Team } from "./world.ts";

export interface SlackOptions {
  /** Defaults to a free one. */
  readonly port?: number;
  /** Times the three seconds, rates, triggers and retries. Tests pass one that stands still. */
  readonly clock?: Clock;
}

export interface NewUser {
  readonly name: string;
  readonly kind?: UserKind;
  readonly realName?: string;
  readonly email?: string;
}

export interface NewChannel {
  readonly name: string;
  readonly isPrivate?: boolean;
  /** User ids; apps' bots are invited with `invite`. */
  readonly members?: readonly string[];
  readonly isShared?: boolean;
}

/** A local Slack workspace. */
export interface Slack {
  /** `http://127.0.0.1:PORT`: pages that show channels. */
  readonly url: string;
  /** `${url}/api/`: `slackApiUrl` of Slack's own clients. */
  readonly apiUrl: string;
  readonly team: Team;
  /** Calls of the Web API and of response_urls; `operation` is the method. */
  readonly requests: readonly DeskRecord[];
  /** What apps were sent. */
  readonly deliveries: readonly DeliveryRecord[];
  addUser(user: NewUser): User;
  addChannel(channel: NewChannel): Channel;
  invite(channel: string, user: string): void;
  /** Takes somebody, or an app's bot, out of a channel. */
  remove(channel: string, user: string): void;
  archive(channel: string): void;
  installApp(app: NewApp): App;
  /** An incoming webhook: whoever knows the URL posts to the channel. @returns the URL */
  addWebhook(app: App, channel: string): string;
  /** Its tokens are refused from now on. */
  uninstallApp(app: App): void;
  /** Types a command as a user. Resolves once it is acknowledged, or after three seconds by the clock. */
  type(user: string, channel: string, text: string): Promise<Outcome>;
  /** Clicks a button of a message as a user. */
  click(
    user: string,
    message: Message,
    element: { readonly actionId: string; readonly value?: string },
  ): Promise<Outcome>;
  clickInView(
    user: string,
    view: View,
    element: { readonly actionId: string; readonly value?: string },
  ): Promise<Outcome>;
  /** @param values by block id */
  submit(user: string, view: View, values: Readonly<Record<string, string>>): Promise<Outcome>;
  closeView(view: View): Promise<void>;
  /** @returns how many times it was sent */
  sendEvent(app: App, event: Readonly<Record<string, unknown>>): Promise<number>;
  /** What a user sees in a channel, oldest first: messages, including those only for them. */
  messages(channel: string, user?: string): readonly Message[];
  /** The user's open views, the topmost last. */
  views(user: string): readonly View[];
  /** As if somebody had deleted it. */
  deleteMessage(message: Message): void;
  /**
   * Resolves with the first match, as soon as there is one.
   * @param what is waited for, in words: `a message says "live in"`
   * @param inVainMs how long until that is in vain; five minutes unless said
   * @throws Error in vain, with what was said instead
   */
  waitFor(find: (message: Message) => boolean, what: string, inVainMs?: number): Promise<Message>;
  /** Enforces these rates; `PUBLISHED_RATES` are Slack's own. None are enforced at first. */
  limit(rates: Rates): void;
  /** What goes wrong with the next deliveries to apps. */
  failDeliveries(faults: DeliveryFaults): void;
  /** What goes wrong with calls of the Web API: `operation` is a method, `response_url`, or `*`. */
  inject(rule: FaultRule): void;
  clearFaults(): void;
  /** Socket Mode: how many open websockets an app has. */
  sockets(app: App): number;
  /** Socket Mode: how many websockets an app has ever opened. */
  socketsOpened(app: App): number;
  /** Tells an app's websockets that they are about to close, and closes them unless it is a warning. */
  disconnect(app: App, reason: "refresh_requested" | "warning" | "link_disabled"): void;
  /** Breaks an app's websockets without notice. */
  cutSockets(app: App): void;
  /** Leaves an app's websockets half open: nothing is sent or answered on them any more. */
  freezeSockets(app: App): void;
  onChange(listener: (channel: string) => void): () => void;
  close(): Promise<void>;
}
