import type { IncomingMessage, Server, ServerResponse } from "node:http";
import type { FastifyRequest } from "fastify";
import { endWithProblem } from "../failures.ts";
import { HttpProblem } from "../problem.ts";
import { Brake } from "./brake.ts";
import { Budget, type Exhausted } from "./budget.ts";
import { clientOf } from "./client.ts";
import type { Limits } from "./limits.ts";
import { linger } from "./linger.ts";
import { MOST_PIPELINED, Pipelines } from "./pipelines.ts";
import { UnreadBytes } from "./unread-bytes.ts";

/** Why something was refused; a metrics label. */
export type Refused = "connection" | "pipeline" | "unread" | "stream";

/** Smaller responses fit in the kernel's buffer, whether or not they are read. */
const SMALL = 16 * 1024;
const RETRY_AFTER = { "retry-after": "5" };

/**
 * Limits what clients make the server hold. It counts what is held, not how long anything takes, so a machine that is
 * merely busy refuses nobody.
 */
export class Overload {
  readonly pipelines = new Pipelines();
  readonly unread: UnreadBytes;
  readonly connections: Budget;
  readonly streams: Budget;
  readonly #brake = new Brake();
  readonly #onRefused: (reason: Refused) => void;

  constructor(limits: Limits, onRefused: (reason: Refused) => void) {
    this.unread = new UnreadBytes(limits.unreadBytes, limits.unreadBytesPerClient);
    this.connections = new Budget(limits.connections, limits.connectionsPerClient);
    this.streams = new Budget(limits.streams, limits.streamsPerClient);
    this.#onRefused = onRefused;
  }

  /** @param isProxy whether an address belongs to a proxy that many clients share */
  watchConnections(server: Server, isProxy: (address: string) => boolean): void {
    server.maxConnections = this.connections.most;
    server.on("drop", () => this.#onRefused("connection"));
    server.on("connection", (socket) => {
      const address = socket.remoteAddress ?? "";
      const client = clientOf(address);
      if (!isProxy(address) && this.connections.exhausted(client) === "client") {
        this.#onRefused("connection");
        const detail = `${client} has ${this.connections.mostPerClient} open connections, which is the maximum: reuse them, or close some.`;
        endWithProblem(socket, { status: 503, detail, headers: RETRY_AFTER });
        socket.destroySoon();
        return;
      }
      linger(socket);
      this.#brake.watch(socket);
      this.connections.add(client, 1);
      socket.once("close", () => this.connections.add(client, -1));
    });
  }

  /** @throws HttpProblem if a request must not be answered now */
  check({ raw, ip }: FastifyRequest): void {
    if (this.pipelines.isLast(raw)) {
      const detail = `More than ${MOST_PIPELINED} requests are waiting on this connection: read the responses before you send more.`;
      throw this.#refusal("pipeline", detail, { "retry-after": "1" });
    }
    const exhausted = this.unread.exhausted(raw, clientOf(ip));
    if (exhausted !== undefined) throw this.#refusal("unread", UNREAD[exhausted], RETRY_AFTER);
  }

  /**
   * Whether a small response needs neither `check` nor `track`, whoever asks: nothing waits on its connection, and all
   * clients together hold less than any limit of one.
   */
  isCalm(request: IncomingMessage): boolean {
    return this.unread.isFarFromLimits && !this.pipelines.isShared(request);
  }

  /** Counts a response that is about to be sent. Small ones are skipped: counting takes longer than sending them. */
  track({ raw, ip }: FastifyRequest, response: ServerResponse, bytes: number): void {
    if (bytes > SMALL || this.pipelines.isShared(raw)) this.unread.track(response, clientOf(ip), bytes);
  }

  /**
   * Reserves a place for a stream until its connection closes.
   * @returns whether the connection is still open: one with other responses to carry is closed
   * @throws HttpProblem if there is no place
   */
  takeStream({ raw, ip }: FastifyRequest): boolean {
    const client = clientOf(ip);
    const exhausted = this.streams.exhausted(client);
    if (exhausted !== undefined) {
      const detail =
        exhausted === "server"
          ? `${this.streams.most} clients are listening, which is the maximum: try again later.`
          : `${this.streams.mostPerClient} clients are listening from ${client}, which is the maximum: close one, or try again later.`;
      throw this.#refusal("stream", detail, { "retry-after": "30" });
    }
    const { socket } = raw;
    this.pipelines.markEndless(raw);
    if (socket.destroyed) return false;
    this.streams.add(client, 1);
    // A response that never had its turn gets no close event.
    socket.once("close", () => this.streams.add(client, -1));
    return true;
  }

  admits(request: IncomingMessage, response: ServerResponse): boolean {
    this.#brake.arrived();
    return this.pipelines.admits(request, response);
  }

  #refusal(reason: Refused, detail: string, headers: Readonly<Record<string, string>>): HttpProblem {
    this.#onRefused(reason);
    return new HttpProblem(503, detail, { headers });
  }
}

const UNREAD: Readonly<Record<Exhausted | "connection", string>> = {
  connection: "Too many unread bytes on this connection: read the responses before you send more requests.",
  client: "Too many unread bytes for your address: read the responses before you send more requests.",
  server: "Too many unread bytes for all clients: try again later.",
};
