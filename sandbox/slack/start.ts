import type { ApiResponse } from "../http/answer.ts";
import { systemClock } from "../http/clock.ts";
import { Desk, type DeskRequest } from "../http/desk.ts";
import { unknownText } from "../http/unknown.ts";
import { fieldsIn } from "../narrow.ts";
import { Deliveries } from "./deliveries.ts";
import { rateLimited, SlackError } from "./errors.ts";
import { sendEvent } from "./events.ts";
import { IncomingWebhooks } from "./incoming-webhooks.ts";
import { RateLimits } from "./limits.ts";
import { respond } from "./methods/chat.ts";
import { registerPages } from "./pages/register.ts";
import { People } from "./people.ts";
import type { Slack, SlackOptions } from "./slack.ts";
import { Sockets } from "./sockets.ts";
import { waitFor } from "./wait.ts";
import { answerMethod } from "./web-api.ts";
import { addChannel, addUser, installApp } from "./workspace.ts";
import { World } from "./world.ts";

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
      body: `${unknownText(`${method} ${url.pathname}`)}\n`,
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
  const webhooks = new IncomingWebhooks(world);
  desk.route({
    method: "POST",
    path: "/services/*",
    operation: "incoming_webhook",
    answer: ({ url, body }) => webhooks.post(url.pathname, body),
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
    remove: (channel, user) => void world.channel(channel).members.delete(user),
    archive: (channel) => {
      world.channel(channel).isArchived = true;
    },
    installApp: (app) => installApp(world, app),
    addWebhook: (app, channel) => webhooks.add(app, channel),
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
    waitFor: (find, what, inVainMs) => waitFor(world, { find, what, inVainMs }),
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
    freezeSockets: (app) => sockets.freeze(app),
    onChange: (listener) => world.changes.add(listener),
    close: async () => {
      sockets.close();
      await desk.close();
    },
  };
}

/** What an app posts to a response_url. @throws SlackError when it has expired or is used up */
function answerResponse(world: World, { params, body }: DeskRequest): ApiResponse {
  const target = world.responseUrls.use(params["secret"] ?? "");
  if (typeof target === "string") return { status: 404, body: { ok: false, error: target } };
  respond(world, target, fieldsIn(JSON.parse(body.toString("utf8"))));
  return { status: 200, body: "ok" };
}
