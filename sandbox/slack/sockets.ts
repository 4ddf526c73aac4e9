import { randomBytes, randomUUID } from "node:crypto";
import type { IncomingMessage, Server } from "node:http";
import type { Duplex } from "node:stream";
import { WebSocket, WebSocketServer, type RawData } from "ws";
import { at, textAt } from "../narrow.ts";
import type { App } from "./model.ts";

/** Clients hang up when they hear nothing for half a minute. */
const PING_MS = 10_000;
const MAX_CONNECTIONS = 10;

export type EnvelopeType = "slash_commands" | "interactive" | "events_api";

export interface Envelope {
  readonly envelope_id: string;
  readonly type: EnvelopeType;
  readonly payload: unknown;
  readonly accepts_response_payload: boolean;
  readonly retry_attempt?: number;
  readonly retry_reason?: string;
}

interface Connection {
  readonly app: App;
  readonly socket: WebSocket;
  readonly stopPings: () => void;
}

/** Socket Mode: the open websockets of apps. An app's websockets get envelopes in turn. */
export class Sockets {
  readonly #server = new WebSocketServer({ noServer: true });
  readonly #tickets = new Map<string, App>();
  readonly #acknowledged = new Map<string, (payload: unknown) => void>();
  #connections: Connection[] = [];
  /** Those that nobody on this side reads any more. */
  #frozen: Connection[] = [];
  #turn = 0;
  readonly #welcomed = new Map<string, number>();
  #url = "";

  /** @param url of the HTTP server to upgrade */
  attach(server: Server, url: string): void {
    this.#url = url.replace(/^http/, "ws");
    server.on("upgrade", (request: IncomingMessage, socket: Duplex, head: Buffer) => {
      const ticket = new URL(request.url ?? "", url).searchParams.get("ticket") ?? "";
      const app = this.#tickets.get(ticket);
      this.#tickets.delete(ticket);
      if (app === undefined) {
        socket.end("HTTP/1.1 401 Unauthorized\r\n\r\n");
        return;
      }
      this.#server.handleUpgrade(request, socket, head, (opened) => this.#welcome(app, opened));
    });
  }

  /** An address that opens one websocket. */
  issue(app: App): string {
    const ticket = randomBytes(16).toString("hex");
    this.#tickets.set(ticket, app);
    return `${this.#url}/link/?ticket=${ticket}&app_id=${app.id}`;
  }

  count(app: App): number {
    return this.#of(app).length;
  }

  /** How many were ever opened. */
  countOpened(app: App): number {
    return this.#welcomed.get(app.id) ?? 0;
  }

  /**
   * Sends an envelope over one of the app's websockets.
   * @param times how often: Slack sends one twice when it is not sure that it arrived
   * @param acknowledged called once, with the app's answer
   * @returns false if there is no websocket
   */
  deliver(
    app: App,
    envelope: Omit<Envelope, "envelope_id">,
    options: { readonly times: number; readonly acknowledged: (payload: unknown) => void },
  ): boolean {
    const envelopeId = randomUUID();
    const text = JSON.stringify({ envelope_id: envelopeId, ...envelope });
    const open = this.#of(app);
    if (open.length === 0) return false;
    this.#acknowledged.set(envelopeId, options.acknowledged);
    for (let sent = 0; sent < options.times; sent += 1) {
      this.#turn += 1;
      open[this.#turn % open.length]?.socket.send(text);
    }
    return true;
  }

  /** Tells an app's websockets that they are about to end, and ends them. */
  disconnect(app: App, reason: "refresh_requested" | "warning" | "link_disabled"): void {
    for (const { socket } of this.#of(app)) {
      socket.send(JSON.stringify({ type: "disconnect", reason, debug_info: { host: "applink-sandbox" } }));
      if (reason !== "warning") socket.close(1000);
    }
  }

  /** Breaks an app's websockets without notice. */
  cut(app: App): void {
    for (const { socket } of this.#of(app)) socket.terminate();
  }

  /** Forgets an app's websockets as a lost server does: they stay open, and say and answer nothing. */
  freeze(app: App): void {
    const lost = this.#of(app);
    for (const { socket, stopPings } of lost) {
      stopPings();
      socket.pause();
    }
    this.#connections = this.#connections.filter((connection) => !lost.includes(connection));
    this.#frozen.push(...lost);
  }

  close(): void {
    for (const { socket } of [...this.#connections, ...this.#frozen]) socket.terminate();
    this.#server.close();
  }

  #of(app: App): Connection[] {
    return this.#connections.filter(
      // What is sent to one that is closing is lost.
      (connection) => connection.app.id === app.id && connection.socket.readyState === WebSocket.OPEN,
    );
  }

  #welcome(app: App, socket: WebSocket): void {
    if (this.count(app) >= MAX_CONNECTIONS) {
      socket.send(
        JSON.stringify({
          type: "disconnect",
          reason: "too_many_websockets",
          debug_info: { host: "applink-sandbox" },
        }),
      );
      socket.close(1000);
      return;
    }
    const ping = setInterval(() => socket.ping(), PING_MS);
    ping.unref();
    this.#connections.push({ app, socket, stopPings: () => clearInterval(ping) });
    this.#welcomed.set(app.id, this.countOpened(app) + 1);
    socket.on("close", () => {
      clearInterval(ping);
      this.#connections = this.#connections.filter((connection) => connection.socket !== socket);
    });
    socket.on("message", (data: RawData) => this.#hear(data));
    socket.send(
      JSON.stringify({
        type: "hello",
        num_connections: this.count(app),
        connection_info: { app_id: app.id },
        debug_info: { host: "applink-sandbox", build_number: 1, approximate_connection_time: 18_060 },
      }),
    );
  }

  #hear(data: RawData): void {
    const message: unknown = JSON.parse(textOf(data));
    const id = textAt(message, "envelope_id") ?? "";
    this.#acknowledged.get(id)?.(at(message, "payload"));
    this.#acknowledged.delete(id);
  }
}

function textOf(data: RawData): string {
  const bytes = Array.isArray(data) ? Buffer.concat(data) : Buffer.isBuffer(data) ? data : Buffer.from(data);
  return bytes.toString("utf8");
}
