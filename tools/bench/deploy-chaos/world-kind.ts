/**
 * Servers as usual, those that get what Slack sends by websockets, those that deploy to a cluster by themselves, too, or
 * those that deploy charts with Flux, too.
 */
export type WorldKind = "usual" | "sockets" | "cluster" | "flux";
