import type { MaskingLog } from "./log.ts";

/** The way to GitHub. */
export interface Connection {
  /** Where REST is: `https://api.github.com`. GraphQL's address is derived from it. */
  readonly apiUrl: string;
  /** Throws BadProxy, besides what fetch throws. */
  readonly fetch: typeof fetch;
  readonly userAgent: string;
}

/** What the requests of one task have in common. */
export interface Session {
  readonly connection: Connection;
  readonly log: MaskingLog;
  /** Epoch milliseconds: nothing is sent again after this. */
  readonly deadline: number;
}
