import { createHmac, randomUUID } from "node:crypto";
import { reaches, type Apps } from "../apps.ts";
import type { App, Installation, Repository, WorkflowEvent } from "../model.ts";
import { nodeId } from "../shapes/node-id.ts";
import type { Webhook, WebhookDelivery, WebhookFaults } from "./model.ts";

interface Message {
  readonly app: App;
  readonly webhook: Webhook;
  readonly installation: Installation;
  /** Of no repository where it is about the installation itself. */
  readonly event: Pick<WorkflowEvent, "name" | "payload"> & {
    readonly repository?: Pick<Repository, "id">;
  };
  readonly guid: string;
  readonly redelivery: boolean;
}

/** Sends events to Apps' webhooks, once each, and records the outcome. */
export class Webhooks {
  readonly #apps: Apps;
  readonly #clock: () => Date;
  readonly #deliveries: { readonly app: number; readonly delivery: WebhookDelivery }[] = [];
  readonly #underWay = new Set<Promise<void>>();
  #faults: { lose: number; double: number } = { lose: 0, double: 0 };
  #lostEvents: readonly string[] = [];
  /** The deliveries held back until they are released. */
  #held: (() => void)[] | undefined;

  constructor(parts: { readonly apps: Apps; readonly clock: () => Date }) {
    this.#apps = parts.apps;
    this.#clock = parts.clock;
  }

  /** Whether anybody subscribes to such events. */
  wants(name: string): boolean {
    return this.#apps.all().some(({ webhook }) => webhook?.events.includes(name) === true);
  }

  /** Sends an event to each App that is installed there and subscribes to it, in the background. */
  tell(event: Pick<WorkflowEvent, "name" | "repository" | "payload">): void {
    for (const app of this.#apps.all()) {
      const { webhook } = app;
      const installation = this.#apps
        .installationsOf(app)
        .find((candidate) => reaches(candidate, event.repository));
      if (webhook === undefined || installation === undefined || installation.suspendedAt !== null) continue;
      if (!webhook.events.includes(event.name)) continue;
      this.#post({ app, webhook, installation, event, guid: randomUUID(), redelivery: false });
    }
  }

  /** Tells an App of a change of its installation; nobody has to subscribe to that. */
  tellOfInstallation(installation: Installation, event: Pick<WorkflowEvent, "name" | "payload">): void {
    const { app } = installation;
    const { webhook } = app;
    if (webhook === undefined) return;
    this.#post({ app, webhook, installation, event, guid: randomUUID(), redelivery: false });
  }

  fail({ lose = 0, double = 0, loseAll = [] }: WebhookFaults): void {
    this.#faults = { lose, double };
    this.#lostEvents = loseAll;
  }

  /** Holds deliveries back from now on. */
  hold(): void {
    this.#held ??= [];
  }

  /** Sends what was held back, in order or reversed. */
  release(order: "as sent" | "reversed" = "as sent"): void {
    const held = this.#held ?? [];
    this.#held = undefined;
    for (const send of order === "reversed" ? held.toReversed() : held) send();
  }

  /** A delivery that is in progress or about to start: `settled` waits for it. */
  track(working: Promise<void>): void {
    const tracked = working.finally(() => this.#underWay.delete(tracked));
    this.#underWay.add(tracked);
  }

  /** Resolves when every delivery that was sent has been answered, or has failed. */
  async settled(): Promise<void> {
    while (this.#underWay.size > 0) await Promise.all(this.#underWay);
  }

  /** Newest first. */
  list(app: App): readonly WebhookDelivery[] {
    return this.#deliveries
      .filter((entry) => entry.app === app.id)
      .map(({ delivery }) => delivery)
      .toReversed();
  }

  /** Redelivers a delivery at its owner's request. @returns whether there is such a delivery */
  redeliver(app: App, id: number): boolean {
    const found = this.list(app).find((delivery) => delivery.id === id);
    const installation = found && this.#apps.installation(found.installationId);
    if (found === undefined || app.webhook === undefined || installation === undefined) return false;
    const { event: name, repositoryId } = found;
    // Its repository may be gone by now.
    const event = {
      name,
      payload: found.request.payload,
      ...(repositoryId !== null && { repository: { id: repositoryId } }),
    };
    this.#post({ app, webhook: app.webhook, installation, event, guid: found.guid, redelivery: true });
    return true;
  }

  #post(message: Message): void {
    const times = this.#strikes("double") ? 2 : 1;
    const isLost = this.#strikes("lose") || this.#lostEvents.includes(message.event.name);
    for (let sent = 0; sent < times; sent += 1) {
      const send = (): void => {
        this.track(this.#send(message, isLost));
      };
      if (this.#held === undefined) send();
      else this.#held.push(send);
    }
  }

  #strikes(fault: "lose" | "double"): boolean {
    if (this.#faults[fault] <= 0) return false;
    this.#faults[fault] -= 1;
    return true;
  }

  async #send(message: Message, isLost: boolean): Promise<void> {
    const { app, webhook, installation, event, guid, redelivery } = message;
    const payload = message.redelivery ? event.payload : payloadFor(message);
    const body = JSON.stringify(payload);
    const headers = headersFor(message, body);
    const answer = isLost ? NO_ANSWER : await post(webhook.url, headers, body);
    const action = event.payload["action"];
    this.#deliveries.push({
      app: app.id,
      delivery: {
        id: 45_000_000_001 + this.#deliveries.length,
        guid,
        deliveredAt: this.#clock(),
        redelivery,
        ...answer,
        event: event.name,
        action: typeof action === "string" ? action : null,
        installationId: installation.id,
        repositoryId: event.repository?.id ?? null,
        url: webhook.url,
        request: { headers, payload },
      },
    });
  }
}

const NO_ANSWER = {
  statusCode: 0,
  status: "failed to connect to host",
  response: { headers: {}, payload: "" },
} as const;

async function post(
  url: string,
  headers: Readonly<Record<string, string>>,
  body: string,
): Promise<Pick<WebhookDelivery, "statusCode" | "status" | "response">> {
  try {
    const response = await fetch(url, { method: "POST", headers, body });
    const payload = await response.text();
    const status = response.ok ? "OK" : `Invalid HTTP Response: ${response.status}`;
    return {
      statusCode: response.status,
      status,
      response: { headers: Object.fromEntries(response.headers), payload },
    };
  } catch {
    return NO_ANSWER;
  }
}

const payloadFor = ({ event, installation }: Message): Readonly<Record<string, unknown>> => ({
  installation: { id: installation.id, node_id: nodeId("I", installation.id) },
  ...event.payload,
});

function headersFor({ app, webhook, event, guid }: Message, body: string): Readonly<Record<string, string>> {
  const sign = (algorithm: "sha1" | "sha256", secret: string): string =>
    `${algorithm}=${createHmac(algorithm, secret).update(body).digest("hex")}`;
  const { secret } = webhook;
  return {
    accept: "*/*",
    "content-type": "application/json",
    "user-agent": "GitHub-Hookshot/5a0a1b2",
    "x-github-delivery": guid,
    "x-github-event": event.name,
    "x-github-hook-id": String(app.id + 400_000_000),
    "x-github-hook-installation-target-id": String(app.id),
    "x-github-hook-installation-target-type": "integration",
    ...(secret === undefined
      ? {}
      : { "x-hub-signature": sign("sha1", secret), "x-hub-signature-256": sign("sha256", secret) }),
  };
}
