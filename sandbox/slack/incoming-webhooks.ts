import { randomBytes } from "node:crypto";
import type { ApiResponse } from "../http/answer.ts";
import { isFields, type Fields } from "../narrow.ts";
import { checkBlocks } from "./blocks.ts";
import { SlackError } from "./errors.ts";
import type { App } from "./model.ts";
import type { World } from "./world.ts";

/** Slack's words, each with its status (https://docs.slack.dev/messaging/sending-messages-using-incoming-webhooks). */
const refused = (status: number, word: string): ApiResponse => ({ status, body: word });
/** The arguments that the sandbox understands. */
const KNOWN: ReadonlySet<string> = new Set(["text", "blocks"]);

/** The addresses at which an app posts to one channel without a token. */
export class IncomingWebhooks {
  readonly #world: World;
  readonly #channels = new Map<string, { readonly app: App; readonly channel: string }>();

  constructor(world: World) {
    this.#world = world;
  }

  /** @returns the URL, which is a secret */
  add(app: App, channel: string): string {
    const { team, url } = this.#world;
    const path = `/services/${team.id}/${this.#world.newId("B")}/${randomBytes(18).toString("hex")}`;
    this.#channels.set(path, { app, channel: this.#world.channel(channel).id });
    return `${url}${path}`;
  }

  /** What is posted to an address: text, never HTTP 200 with an error as the Web API's answers. */
  post(path: string, body: Buffer): ApiResponse {
    const known = this.#channels.get(path);
    if (known === undefined) return refused(404, "no_service");
    if (this.#world.channel(known.channel).isArchived) return refused(410, "channel_is_archived");
    const message = fieldsOf(body);
    const unknown = Object.keys(message ?? {}).find((name) => !KNOWN.has(name));
    if (message === undefined || unknown !== undefined) return refused(400, "invalid_payload");
    const { text = "", blocks = [] } = message;
    if (typeof text !== "string" || (text === "" && message["blocks"] === undefined))
      return refused(400, "no_text");
    try {
      this.#world.post(
        known.app,
        { channel: known.channel },
        { text, blocks: checkBlocks(blocks, "message") },
      );
    } catch (error) {
      if (error instanceof SlackError) return refused(400, error.code);
      throw error;
    }
    return { status: 200, body: "ok" };
  }
}

function fieldsOf(body: Buffer): Fields | undefined {
  try {
    const message: unknown = JSON.parse(body.toString("utf8"));
    return isFields(message) ? message : undefined;
  } catch {
    return undefined;
  }
}
