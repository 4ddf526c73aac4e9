import type { IncomingMessage, Server, ServerResponse } from "node:http";
import type { FastifyRequest } from "fastify";
import { endWithProblem } from "../failures.ts";
import { HttpProblem } from "../problem.ts";
import { Budget, type Exhausted } from "./budget.ts";
import { clientOf } from "./client.ts";
import type { Limits } from "./limits.ts";
import { MOST_PIPELINED, Pipelines } from "./pipelines.ts";
import { UnreadBytes } from "./unread-bytes.ts";

/** Why something was refused; a label of the metrics. */
export type Refused = "connection" | "pipeline" | "unread" | "stream";

/** Smaller answers lie in the kernel's buffer, read or not. */
const SMALL = 16 * 1024;
const RETRY_AFTER = { "retry-after": "5" };

/**
 * Bounds what clients make the server hold. It counts what is held, and not how long anything takes: a machine that is
 * merely busy refuses nobody.
 */
export class Overload {
  readonly pipelines = new Pipelines();
  readonly unread: UnreadBytes;
  readonly connections: Budget;
  readonly streams: Budget;
  readonly #onRefused: (reason: Refused) => void;

  constructor(limits: Limits, onRefused: (reason: Refused) => void) {
    this.unread = new UnreadBytes(limits.unreadBytes, limits.unreadBytesPerClient);
    this.connections = new Budget(limits.connections, limits.connectionsPerClient);
    this.streams = new Budget(limits.streams, limits.streamsPerClient);
    this.#onRefused = onRefused;
  }

  /** @param isProxy whether an address is a proxy's that many clients share */
  watchConnections(server: Server, isProxy: (address: string) => boolean): void {
    server.maxConnections = this.connections.most;
    server.on("drop", () => this.#onRefused("connection"));
    server.on("connection", (socket) => {
      const address = socket.remoteAddress ?? "";
      const client = clientOf(address);
      if (!isProxy(address) && this.connections.exhausted(client) === "client") {
        this.#onRefused("connection");
        const detail = `${client} has ${this.connections.mostPerClient} connections already: use those, or close some.`;
        endWithProblem(socket, 503, detail, RETRY_AFTER);
        socket.destroySoon();
        return;
      }
      this.connections.add(client, 1);
      socket.once("close", () => this.connections.add(client, -1));
    });
  }

  /** @throws HttpProblem when no answer is to be made for a request now */
  check({ raw, ip }: FastifyRequest): void {
    if (this.pipelines.isRefused(raw)) {
      const detail = `More than ${MOST_PIPELINED} requests wait on this connection: read the answers before you send more.`;
      throw this.#refusal("pipeline", detail, { "retry-after": "1", connection: "close" });
    }
    const exhausted = this.unread.exhausted(raw, clientOf(ip));
    if (exhausted !== undefined) throw this.#refusal("unread", UNREAD[exhausted], RETRY_AFTER);
  }

  /** Counts an answer that is about to be sent. Most need no counting, which would take longer than to send them. */
  track({ raw, ip }: FastifyRequest, response: ServerResponse, bytes: number): void {
    if (bytes > SMALL || this.pipelines.isShared(raw)) this.unread.track(response, clientOf(ip), bytes);
  }

  /**
   * Takes a place for a stream, until its connection closes.
   * @returns whether the connection is still there: one that has other answers to carry is cut
   * @throws HttpProblem when there is no place
   */
  takeStream({ raw, ip }: FastifyRequest): boolean {
    const client = clientOf(ip);
    const exhausted = this.streams.exhausted(client);
    if (exhausted !== undefined) {
      const detail =
        exhausted === "server"
          ? `${this.streams.most} clients are listening already.`
          : `${this.streams.mostPerClient} clients are listening from ${client} already.`;
      throw this.#refusal("stream", detail, { "retry-after": "30" });
    }
    const { socket } = raw;
    this.pipelines.markEndless(raw);
    if (socket.destroyed) return false;
    this.streams.add(client, 1);
    // The answer itself is not told where it never had its turn.
    socket.once("close", () => this.streams.add(client, -1));
    return true;
  }

  admits(request: IncomingMessage, response: ServerResponse): boolean {
    return this.pipelines.admits(request, response);
  }

  #refusal(reason: Refused, detail: string, headers: Readonly<Record<string, string>>): HttpProblem {
    this.#onRefused(reason);
    return new HttpProblem(503, detail, { headers });
  }
}

const UNREAD: Readonly<Record<Exhausted | "connection", string>> = {
  connection: "Too many bytes wait on this connection: read the answers before you ask for more.",
  client: "Too many bytes wait for your address: read the answers before you ask for more.",
  server: "Too many bytes wait to be read by clients: try again later.",
};
