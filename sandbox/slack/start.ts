import { randomBytes } from "node:crypto";
import type { ApiResponse } from "../http/answer.ts";
import { systemClock, type Clock } from "../http/clock.ts";
import { Desk, type DeskRecord, type DeskRequest } from "../http/desk.ts";
import type { FaultRule } from "../http/fault.ts";
import { Deliveries, type DeliveryFaults, type DeliveryRecord } from "./deliveries.ts";
import { rateLimited, SlackError } from "./errors.ts";
import { sendEvent } from "./events.ts";
import { RateLimits, type Rates } from "./limits.ts";
import { respond } from "./methods/chat.ts";
import type { App, Channel, Message, NewApp, Outcome, User, UserKind, View } from "./model.ts";
import { registerPages } from "./pages/register.ts";
import { People } from "./people.ts";
import { Sockets } from "./sockets.ts";
import { answerMethod } from "./web-api.ts";
import { World, type Team } from "./world.ts";

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
  archive(channel: string): void;
  installApp(app: NewApp): App;
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
  /** Resolves with the first match, as soon as there is one. */
  waitFor(find: (message: Message) => boolean): Promise<Message>;
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
  onChange(listener: (channel: string) => void): () => void;
  close(): Promise<void>;
}

const OTHER_TEAM = "T0OTHER";

/** Starts a Slack workspace on 127.0.0.1. It refuses methods and arguments that it does not know. */
export async function startSlack(options: SlackOptions = {}): Promise<Slack> {
  const { clock = systemClock } = options;
  const world = new World(clock, new RateLimits(clock));
  const sockets = new Sockets();
  const deliveries = new Deliveries(world, sockets);
  const people = new People(world, deliveries);
  const desk = new Desk({
    clock,
    port: options.port,
    limited: rateLimited,
    refuse: (error) => {
      if (error instanceof SlackError) return error.answer;
      throw error;
    },
    unknown: ({ method, url }) => ({
      status: 404,
      body: `sandbox does not know ${method} ${url.pathname}\n`,
    }),
  });
  for (const method of ["POST", "GET"] as const)
    desk.route({
      method,
      path: "/api/*",
      operation: ({ params }) => params["*"] ?? "",
      answer: (request) => answerMethod(world, sockets, request),
    });
  desk.route({
    method: "POST",
    path: "/response/:secret",
    operation: "response_url",
    answer: (request) => answerResponse(world, request),
  });
  registerPages(desk, world, people);
  world.url = await desk.listen();
  sockets.attach(desk.server, world.url);
  return {
    url: world.url,
    apiUrl: `${world.url}/api/`,
    team: world.team,
    requests: desk.requests,
    deliveries: deliveries.records,
    addUser: (user) => addUser(world, user),
    addChannel: (channel) => addChannel(world, channel),
    invite: (channel, user) => void world.channel(channel).members.add(user),
    archive: (channel) => {
      world.channel(channel).isArchived = true;
    },
    installApp: (app) => installApp(world, app),
    uninstallApp: (app) => {
      world.revoke(app);
      sockets.disconnect(app, "link_disabled");
    },
    type: (user, channel, text) => people.type(user, channel, text),
    click: (user, message, element) => people.click(user, message, element),
    clickInView: (user, view, element) => people.clickInView(user, view, element),
    submit: (user, view, values) => people.submit(user, view, values),
    closeView: (view) => people.close(view),
    sendEvent: (app, event) => sendEvent(world, deliveries, app, event),
    messages: (channel, user) => world.visible(world.channel(channel).id, user),
    views: (user) => [...world.views.values()].filter((view) => view.user === user),
    deleteMessage: (message) => {
      message.isDeleted = true;
      world.changes.tell(message.channel);
    },
    waitFor: (find) => waitFor(world, find),
    limit: (rates) => world.limits.set(rates),
    failDeliveries: (faults) => deliveries.fail(faults),
    inject: (rule) => desk.inject(rule),
    clearFaults: () => {
      desk.clearFaults();
      deliveries.fail({});
    },
    sockets: (app) => sockets.count(app),
    socketsOpened: (app) => sockets.countOpened(app),
    disconnect: (app, reason) => sockets.disconnect(app, reason),
    cutSockets: (app) => sockets.cut(app),
    onChange: (listener) => world.changes.add(listener),
    close: async () => {
      sockets.close();
      await desk.close();
    },
  };
}

function addUser(
  world: World,
  { name, kind = "member", realName = name, email = `${name}@example.com` }: NewUser,
): User {
  const teamId = kind === "stranger" ? OTHER_TEAM : world.team.id;
  const user: User = { id: world.newId("U"), teamId, name, realName, email, kind };
  world.users.set(user.id, user);
  return user;
}

function addChannel(
  world: World,
  { name, isPrivate = false, members = [], isShared = false }: NewChannel,
): Channel {
  const channel: Channel = {
    id: world.newId("C"),
    name,
    isPrivate,
    isArchived: false,
    members: new Set(members),
    isShared,
  };
  world.channels.set(channel.id, channel);
  return channel;
}

function installApp(world: World, added: NewApp): App {
  const { name, scopes, commands = [], interactivityUrl, eventsUrl, socketMode = false } = added;
  const bot = addUser(world, { name, kind: "bot" });
  const secret = (): string => randomBytes(16).toString("hex");
  const id = world.newId("A");
  const app: App = {
    id,
    name,
    scopes,
    commands,
    interactivityUrl,
    eventsUrl,
    socketMode,
    botToken: `xoxb-${secret()}`,
    appToken: `xapp-1-${id}-${secret()}`,
    signingSecret: secret(),
    verificationToken: secret(),
    botUserId: bot.id,
    botId: world.newId("B"),
  };
  world.apps.set(id, app);
  return app;
}

/** What an app posts to a response_url. @throws SlackError when it has expired or is used up */
function answerResponse(world: World, { params, body }: DeskRequest): ApiResponse {
  const target = world.responseUrls.use(params["secret"] ?? "");
  if (typeof target === "string") return { status: 404, body: { ok: false, error: target } };
  respond(world, target, JSON.parse(body.toString("utf8")) as Record<string, unknown>);
  return { status: 200, body: "ok" };
}

async function waitFor(world: World, find: (message: Message) => boolean): Promise<Message> {
  const { promise, resolve } = Promise.withResolvers<Message>();
  const look = (): void => {
    const found = world.messages.find((message) => !message.isDeleted && find(message));
    if (found !== undefined) resolve(found);
  };
  const stop = world.changes.add(look);
  look();
  return await promise.finally(stop);
}
