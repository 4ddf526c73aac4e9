/** Where an App's webhook goes. */
export interface Webhook {
  readonly url: string;
  /** Signs each delivery; without one, none is signed. */
  readonly secret?: string;
  /** `push`, `workflow_run`, `pull_request`, …: others are not sent. */
  readonly events: readonly string[];
}

/** What was sent once to an App's webhook. A redelivery is a delivery of its own, with the same guid. */
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
  readonly repositoryId: number;
  readonly url: string;
  readonly request: {
    readonly headers: Readonly<Record<string, string>>;
    readonly payload: Readonly<Record<string, unknown>>;
  };
  readonly response: { readonly headers: Readonly<Record<string, string>>; readonly payload: string };
}

/** What goes wrong with the next deliveries: how many of them. GitHub sends nothing again by itself. */
export interface WebhookFaults {
  /** They do not come, and stand in the list as failed. */
  readonly lose?: number;
  /** They come twice. */
  readonly double?: number;
}
