/** Where an App's webhook is sent. */
export interface Webhook {
  readonly url: string;
  /** Signs each delivery; without one, none is signed. */
  readonly secret?: string;
  /** `push`, `workflow_run`, `pull_request`, …: others are not sent. */
  readonly events: readonly string[];
}

/** One delivery to an App's webhook. A redelivery is a separate delivery with the same guid. */
export interface WebhookDelivery {
  readonly id: number;
  /** `X-GitHub-Delivery` */
  readonly guid: string;
  readonly deliveredAt: Date;
  readonly redelivery: boolean;
  /** Of the answer; 0 when there was none. */
  readonly statusCode: number;
  /** `OK`, or what went wrong in GitHub's words. */
  readonly status: string;
  readonly event: string;
  readonly action: string | null;
  readonly installationId: number;
  /** Null of an event about the installation itself. */
  readonly repositoryId: number | null;
  readonly url: string;
  readonly request: {
    readonly headers: Readonly<Record<string, string>>;
    readonly payload: Readonly<Record<string, unknown>>;
  };
  readonly response: { readonly headers: Readonly<Record<string, string>>; readonly payload: string };
}

/** What goes wrong, and for how many of the next deliveries. GitHub does not redeliver by itself. */
export interface WebhookFaults {
  /** They do not arrive, and are listed as failed. */
  readonly lose?: number;
  /** They arrive twice. */
  readonly double?: number;
  /** The events that are always lost, by name. */
  readonly loseAll?: readonly string[];
}
