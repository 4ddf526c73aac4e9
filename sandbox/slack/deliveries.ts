import { createHmac } from "node:crypto";
import type { App, DeliveryError } from "./model.ts";
import type { EnvelopeType, Sockets } from "./sockets.ts";
import type { World } from "./world.ts";

/** An app has this long to acknowledge. */
export const ACK_MS = 3000;

/** What an app is sent. */
export interface Delivery {
  readonly type: EnvelopeType;
  /** The destination without Socket Mode. */
  readonly url: string | undefined;
  readonly payload: Readonly<Record<string, unknown>>;
  readonly retry?: { readonly number: number; readonly reason: string };
}

export type DeliveryResult =
  /** The app's answer: nothing, text, or an object. */
  | { readonly kind: "acknowledged"; readonly answer: unknown }
  | { readonly kind: "failed"; readonly error: DeliveryError };

/** What goes wrong, and for how many of the next deliveries. */
export interface DeliveryFaults {
  /** They arrive twice. */
  readonly double?: number;
  /** They arrive, but the app's answer is lost. */
  readonly loseAnswers?: number;
  /** They do not arrive. */
  readonly lose?: number;
}

export interface DeliveryRecord {
  readonly at: Date;
  readonly app: string;
  readonly type: EnvelopeType;
  readonly via: "http" | "socket";
  readonly payload: Readonly<Record<string, unknown>>;
}

/** Delivers what people did to apps, signed over HTTP or over a websocket, and waits for three seconds. */
export class Deliveries {
  readonly records: DeliveryRecord[] = [];
  readonly #world: World;
  readonly #sockets: Sockets;
  #faults: { double: number; loseAnswers: number; lose: number } = { double: 0, loseAnswers: 0, lose: 0 };

  constructor(world: World, sockets: Sockets) {
    this.#world = world;
    this.#sockets = sockets;
  }

  fail({ double = 0, loseAnswers = 0, lose = 0 }: DeliveryFaults): void {
    this.#faults = { double, loseAnswers, lose };
  }

  async deliver(app: App, delivery: Delivery): Promise<DeliveryResult> {
    const times = this.#strikes("double") ? 2 : 1;
    const isLost = this.#strikes("lose");
    const isAnswerLost = this.#strikes("loseAnswers");
    const { promise, resolve } = Promise.withResolvers<DeliveryResult>();
    const timeout = (): void => resolve({ kind: "failed", error: "operation_timeout" });
    const callOff = this.#world.clock.after(ACK_MS, timeout);
    const settle = (result: DeliveryResult): void => {
      if (!isAnswerLost) resolve(result);
    };
    const via = app.socketMode ? ("socket" as const) : ("http" as const);
    const { type, payload } = delivery;
    if (!isLost) {
      this.records.push({ at: this.#world.clock.now(), app: app.id, type, via, payload });
      if (via === "socket") this.#overSocket(app, delivery, times, settle);
      else for (let sent = 0; sent < times; sent += 1) void this.#overHttp(app, delivery).then(settle);
    }
    try {
      return await promise;
    } finally {
      callOff();
    }
  }

  #strikes(fault: keyof DeliveryFaults): boolean {
    if (this.#faults[fault] <= 0) return false;
    this.#faults[fault] -= 1;
    return true;
  }

  #overSocket(
    app: App,
    { type, payload, retry }: Delivery,
    times: number,
    settle: (result: DeliveryResult) => void,
  ): void {
    const envelope = {
      type,
      payload,
      accepts_response_payload: type !== "events_api",
      ...(retry === undefined ? {} : { retry_attempt: retry.number, retry_reason: retry.reason }),
    };
    const acknowledged = (answer: unknown): void => settle({ kind: "acknowledged", answer });
    if (!this.#sockets.deliver(app, envelope, { times, acknowledged }))
      settle({ kind: "failed", error: "dispatch_failed" });
  }

  async #overHttp(app: App, { url, type, payload, retry }: Delivery): Promise<DeliveryResult> {
    if (url === undefined) return { kind: "failed", error: "dispatch_failed" };
    const body = encode(type, payload);
    try {
      const response = await fetch(url, {
        method: "POST",
        headers: {
          "content-type": type === "events_api" ? "application/json" : "application/x-www-form-urlencoded",
          "user-agent": "Slackbot 1.0 (+https://api.slack.com/robots)",
          ...sign(app.signingSecret, this.#world.clock.now(), body),
          ...(retry === undefined
            ? {}
            : { "x-slack-retry-num": String(retry.number), "x-slack-retry-reason": retry.reason }),
        },
        body,
      });
      const text = await response.text();
      if (response.status >= 500) return { kind: "failed", error: "http_service_error" };
      if (response.status !== 200) return { kind: "failed", error: "http_client_error" };
      return { kind: "acknowledged", answer: answerOf(response.headers.get("content-type") ?? "", text) };
    } catch {
      return { kind: "failed", error: "dispatch_failed" };
    }
  }
}

function encode(type: EnvelopeType, payload: Readonly<Record<string, unknown>>): string {
  if (type === "events_api") return JSON.stringify(payload);
  if (type === "interactive") return new URLSearchParams({ payload: JSON.stringify(payload) }).toString();
  const texts = Object.entries(payload).map(([name, value]) => [name, String(value)] as const);
  return new URLSearchParams(Object.fromEntries(texts)).toString();
}

/** Slack's signature: version 0, an HMAC over version, time and body. */
export function sign(secret: string, at: Date, body: string): Readonly<Record<string, string>> {
  const timestamp = String(Math.floor(at.getTime() / 1000));
  const signature = createHmac("sha256", secret).update(`v0:${timestamp}:${body}`).digest("hex");
  return { "x-slack-request-timestamp": timestamp, "x-slack-signature": `v0=${signature}` };
}

/** Any text is a message, too; without text, nothing is shown. */
function answerOf(type: string, text: string): unknown {
  if (text === "") return undefined;
  if (!type.startsWith("application/json")) return text;
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
