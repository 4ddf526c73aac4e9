import { randomBytes } from "node:crypto";
import type { Clock } from "../http/clock.ts";
import { Listeners } from "../http/listeners.ts";
import { SlackError } from "./errors.ts";
import type { RateLimits } from "./limits.ts";
import type { App, Block, Channel, Message, User, View } from "./model.ts";
import { ResponseUrls } from "./response-urls.ts";

export const TRIGGER_LIFE_MS = 3000;

export interface Team {
  /** `T…` */
  readonly id: string;
  readonly name: string;
  readonly domain: string;
}

/** Everything that one stand-in knows. */
export class World {
  readonly team: Team = { id: "T0ACME", name: "Acme", domain: "acme" };
  readonly clock: Clock;
  readonly limits: RateLimits;
  readonly users = new Map<string, User>();
  readonly channels = new Map<string, Channel>();
  readonly apps = new Map<string, App>();
  readonly views = new Map<string, View>();
  readonly messages: Message[] = [];
  readonly responseUrls: ResponseUrls;
  /** Signals that something shown on a page has changed. */
  readonly changes = new Listeners<string>();
  readonly #triggers = new Map<
    string,
    { readonly app: string; readonly user: string; readonly at: number; isUsed: boolean }
  >();
  readonly #revoked = new Set<string>();
  #lastTs = 0;
  #lastId = 0;
  url = "";

  constructor(clock: Clock, limits: RateLimits) {
    this.clock = clock;
    this.limits = limits;
    this.responseUrls = new ResponseUrls(clock);
  }

  /** `U0000001` */
  newId(letter: string): string {
    this.#lastId += 1;
    return `${letter}${String(this.#lastId).padStart(8, "0")}`;
  }

  /** `1795961439.000100`: no two messages have the same. */
  newTs(): string {
    this.#lastTs = Math.max(
      this.#lastTs + 1,
      Math.floor(this.clock.now().getTime() / 1000) * 1_000_000 + 100,
    );
    const text = String(this.#lastTs);
    return `${text.slice(0, -6)}.${text.slice(-6)}`;
  }

  user(id: string): User {
    const user = this.users.get(id);
    if (user === undefined) throw new Error(`there is no user ${id}`);
    return user;
  }

  /** By id, or by name with or without `#`. */
  channel(idOrName: string): Channel {
    const name = idOrName.replace(/^#/, "");
    const channel =
      this.channels.get(idOrName) ?? [...this.channels.values()].find((candidate) => candidate.name === name);
    if (channel === undefined) throw new Error(`there is no channel ${idOrName}`);
    return channel;
  }

  /** The direct messages of two people, which begin with the first message. */
  directChannel(one: string, other: string): Channel {
    const known = [...this.channels.values()].find(
      ({ id, members }) => id.startsWith("D") && members.has(one) && members.has(other),
    );
    if (known !== undefined) return known;
    const id = this.newId("D");
    const channel: Channel = {
      id,
      name: "",
      isPrivate: true,
      isArchived: false,
      isShared: false,
      members: new Set([one, other]),
    };
    this.channels.set(id, channel);
    return channel;
  }

  app(id: string): App {
    const app = this.apps.get(id);
    if (app === undefined) throw new Error(`there is no app ${id}`);
    return app;
  }

  post(
    app: App,
    to: Pick<Message, "channel" | "onlyFor" | "threadTs">,
    content: { readonly text: string; readonly blocks: readonly Block[]; readonly metadata?: unknown },
  ): Message {
    const { id: appId, botUserId: user, botId } = app;
    const message: Message = {
      ...to,
      ts: this.newTs(),
      user,
      botId,
      appId,
      ...content,
      versions: [{ text: content.text, blocks: content.blocks }],
      isDeleted: false,
    };
    this.messages.push(message);
    this.changes.tell(message.channel);
    return message;
  }

  /** What is in a channel, oldest first; with a user, also what is only for them. */
  visible(channel: string, user?: string): readonly Message[] {
    return this.messages.filter(
      (message) =>
        message.channel === channel &&
        !message.isDeleted &&
        (message.onlyFor === undefined || message.onlyFor === user),
    );
  }

  edit(
    message: Message,
    { text, blocks }: { readonly text: string; readonly blocks: readonly Block[] },
  ): void {
    Object.assign(message, { text, blocks });
    message.versions.push({ text, blocks });
    this.changes.tell(message.channel);
  }

  /** Whether the app was removed or its tokens were revoked. */
  isRevoked(app: App): boolean {
    return this.#revoked.has(app.id);
  }

  revoke(app: App): void {
    this.#revoked.add(app.id);
  }

  newTrigger(app: string, user: string): string {
    const id = `${this.#lastId}.${this.clock.now().getTime()}.${randomBytes(16).toString("hex")}`;
    this.#triggers.set(id, { app, user, at: this.clock.now().getTime(), isUsed: false });
    return id;
  }

  /** @returns whose trigger it is @throws SlackError for one that is unknown, expired or used */
  useTrigger(id: string, app: string): string {
    const trigger = this.#triggers.get(id);
    if (trigger === undefined || trigger.app !== app) throw new SlackError("invalid_trigger_id");
    if (this.clock.now().getTime() - trigger.at > TRIGGER_LIFE_MS) throw new SlackError("expired_trigger_id");
    if (trigger.isUsed) throw new SlackError("exchanged_trigger_id");
    trigger.isUsed = true;
    return trigger.user;
  }
}
