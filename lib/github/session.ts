import type { MaskingLog } from "./log.ts";

/** How to reach GitHub. */
export interface Connection {
  /** The REST API's address: `https://api.github.com`. GraphQL's address is derived from it. */
  readonly apiUrl: string;
  /** Throws BadProxy, in addition to what fetch throws. */
  readonly fetch: typeof fetch;
  readonly userAgent: string;
}

/** What the requests of one task share. */
export interface Session {
  readonly connection: Connection;
  readonly log: MaskingLog;
  /** Epoch milliseconds: nothing is retried after this. */
  readonly deadline: number;
}
