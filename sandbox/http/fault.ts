/** What goes wrong on request. `before` and `after` say whether the write has happened by then. */
export type Fault =
  | {
      readonly kind: "status";
      readonly status: number;
      readonly message?: string;
      readonly headers?: Readonly<Record<string, string>>;
    }
  /** The socket is closed without an answer. */
  | { readonly kind: "drop"; readonly when: "before" | "after" }
  /** The write happens; the headers and half of the body are sent, then the socket is closed. */
  | { readonly kind: "cut" }
  /** The answer is delayed by this much, give or take `spreadMs`; nothing happens before `gate` opens. */
  | {
      readonly kind: "delay";
      readonly ms: number;
      readonly spreadMs?: number;
      readonly gate?: () => Promise<void>;
    }
  /** The request is accepted and never answered. */
  | { readonly kind: "hang" }
  /** The write happens, but the answer has this status instead of the real one. */
  | { readonly kind: "status-after"; readonly status: number }
  /** Reads of refs, contents and the OIDC keys show them as they were this long ago. */
  | { readonly kind: "stale-read"; readonly ms: number }
  /** 403 with `retry-after` and GitHub's secondary-limit message. */
  | { readonly kind: "secondary-limit"; readonly retryAfterSeconds: number };

export interface FaultRule {
  /**
   * What the stand-in calls the operation, or `*`. GitHub's: an id of its OpenAPI (`repos/create-dispatch-event`),
   * `graphql:<operation name>`, `oidc:jwks`, `oidc:id-token`.
   */
  readonly operation: string;
  readonly fault: Fault;
  /** How often; without it, until cleared. */
  readonly times?: number;
  /** Chance of striking, 0 to 1; defaults to 1. */
  readonly chance?: number;
}
