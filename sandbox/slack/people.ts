import { afterSubmission, showAnswer } from "./app-answers.ts";
import { elementsOf } from "./blocks.ts";
import type { Deliveries, DeliveryResult } from "./deliveries.ts";
import type { App, Channel, Message, Outcome, User, View } from "./model.ts";
import { actionOf, commandPayload, hasOption, senderOf } from "./payloads.ts";
import { messageShape, viewShape } from "./shapes.ts";
import { stateOf } from "./view-state.ts";
import type { World } from "./world.ts";

/** What people do in the workspace: they type commands, click and submit; the app is told, and they see its answer. */
export class People {
  readonly #world: World;
  readonly #deliveries: Deliveries;

  constructor(world: World, deliveries: Deliveries) {
    this.#world = world;
    this.#deliveries = deliveries;
  }

  /** @param text with the command: `/deploy my-app main to prod` */
  async type(userId: string, channelName: string, text: string): Promise<Outcome> {
    const user = this.#world.user(userId);
    const channel = this.#world.channel(channelName);
    const [, command = "", rest = ""] = /^(\/\S+)\s*(.*)$/s.exec(text.trim()) ?? [];
    const app = [...this.#world.apps.values()].find(({ commands }) =>
      commands.some((known) => known.command === command),
    );
    if (app === undefined) throw new Error(`${command} is not a valid command: no app has it`);
    if (user.kind === "deactivated") throw new Error(`${user.name} is deactivated, and cannot type`);
    const payload = {
      ...commandPayload(this.#world, app, { channel, user, command, text: rest }),
      response_url: this.#responseUrl({ app: app.id, channel: channel.id, user: user.id }),
      trigger_id: this.#world.newTrigger(app.id, user.id),
    };
    const url = app.commands.find((known) => known.command === command)?.url;
    const result = await this.#deliveries.deliver(app, { type: "slash_commands", url, payload });
    if (result.kind === "failed")
      return this.#failed(
        app,
        { channel, user },
        `${command} failed with the error "${result.error}"`,
        result,
      );
    return showAnswer(this.#world, { app: app.id, channel: channel.id, user: user.id }, result.answer);
  }

  /** @param element of the message: its action id, with a value if several share it */
  async click(
    userId: string,
    message: Message,
    element: { readonly actionId: string; readonly value?: string },
  ): Promise<Outcome> {
    const user = this.#world.user(userId);
    const app = this.#world.app(message.appId);
    if (message.isDeleted) throw new Error(`the message ${message.ts} was deleted`);
    if (message.onlyFor !== undefined && message.onlyFor !== userId)
      throw new Error(`${user.name} does not see the message ${message.ts}`);
    const found = elementsOf(message.blocks).find(
      (candidate) =>
        candidate.element["action_id"] === element.actionId &&
        (element.value === undefined ||
          candidate.element["value"] === element.value ||
          hasOption(candidate.element, element.value)),
    );
    if (found === undefined)
      throw new Error(`the message ${message.ts} has no "${element.actionId}" to click on`);
    const channel = this.#world.channel(message.channel);
    const payload = {
      type: "block_actions",
      ...senderOf(this.#world, app, user),
      container: {
        type: "message",
        message_ts: message.ts,
        channel_id: channel.id,
        is_ephemeral: message.onlyFor !== undefined,
      },
      trigger_id: this.#world.newTrigger(app.id, user.id),
      channel: { id: channel.id, name: channel.name },
      message: messageShape(this.#world, message),
      state: { values: {} },
      response_url: this.#responseUrl({ app: app.id, channel: channel.id, user: user.id, ts: message.ts }),
      actions: [actionOf(this.#world, found, element.value)],
    };
    const result = await this.#deliveries.deliver(app, {
      type: "interactive",
      url: app.interactivityUrl,
      payload,
    });
    // A click that nobody acknowledges only shows a sign next to the button.
    return result.kind === "failed" ? result : { kind: "acknowledged" };
  }

  /** Clicks an element of an open view. */
  async clickInView(
    userId: string,
    view: View,
    element: { readonly actionId: string; readonly value?: string },
  ): Promise<Outcome> {
    const app = this.#world.app(view.appId);
    const found = elementsOf(view.content.blocks).find(
      (candidate) => candidate.element["action_id"] === element.actionId,
    );
    if (found === undefined) throw new Error(`the view ${view.id} has no "${element.actionId}" to click on`);
    const payload = {
      type: "block_actions",
      ...senderOf(this.#world, app, this.#world.user(userId)),
      container: { type: "view", view_id: view.id },
      trigger_id: this.#world.newTrigger(app.id, userId),
      view: viewShape(this.#world, view),
      actions: [actionOf(this.#world, found, element.value)],
    };
    const result = await this.#deliveries.deliver(app, {
      type: "interactive",
      url: app.interactivityUrl,
      payload,
    });
    return result.kind === "failed" ? result : { kind: "acknowledged" };
  }

  /** @param values by block id: text for an input, an option's value for a selection */
  async submit(userId: string, view: View, values: Readonly<Record<string, string>>): Promise<Outcome> {
    const user = this.#world.user(userId);
    const app = this.#world.app(view.appId);
    if (view.user !== userId || !this.#world.views.has(view.id))
      throw new Error(`${user.name} does not have the view ${view.id} open`);
    const state = stateOf(view, values);
    const payload = {
      type: "view_submission",
      ...senderOf(this.#world, app, user),
      trigger_id: this.#world.newTrigger(app.id, user.id),
      view: { ...viewShape(this.#world, view), state },
      response_urls: [],
    };
    const result = await this.#deliveries.deliver(app, {
      type: "interactive",
      url: app.interactivityUrl,
      payload,
    });
    // The view stays open with "We had some trouble connecting".
    if (result.kind === "failed") return result;
    return afterSubmission(this.#world, view, values, result.answer);
  }

  /** Closes a view with its cross; the app hears of it if it asked to. */
  async close(view: View): Promise<void> {
    const app = this.#world.app(view.appId);
    this.#world.views.delete(view.id);
    if (view.content["notify_on_close"] !== true) return;
    const payload = {
      type: "view_closed",
      ...senderOf(this.#world, app, this.#world.user(view.user)),
      view: viewShape(this.#world, view),
      is_cleared: false,
    };
    await this.#deliveries.deliver(app, { type: "interactive", url: app.interactivityUrl, payload });
  }

  #responseUrl(target: Parameters<World["responseUrls"]["issue"]>[0]): string {
    return this.#world.url + this.#world.responseUrls.issue(target);
  }

  /** Slackbot tells only the person who typed. */
  #failed(
    app: App,
    { channel, user }: { readonly channel: Channel; readonly user: User },
    text: string,
    result: DeliveryResult & { readonly kind: "failed" },
  ): Outcome {
    this.#world.post(app, { channel: channel.id, onlyFor: user.id }, { text, blocks: [] });
    return result;
  }
}
