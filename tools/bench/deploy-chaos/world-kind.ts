/** Servers as usual, those that get what Slack sends by websockets, or those that deploy to a cluster by themselves, too. */
export type WorldKind = "usual" | "sockets" | "cluster";
