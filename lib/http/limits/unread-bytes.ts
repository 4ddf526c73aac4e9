import type { IncomingMessage, ServerResponse } from "node:http";
import type { Socket } from "node:net";
import { Budget, type Exhausted } from "./budget.ts";

/** Per connection. A single response may be larger; the next one is then refused. */
const MOST_ON_CONNECTION = 1024 * 1024;
/** A client that reads nothing for this long is disconnected. */
const STALL_MS = 20_000;

interface UnreadResponse {
  readonly client: string;
  readonly bytes: number;
}

interface Connection {
  readonly answers: Set<UnreadResponse>;
  bytes: number;
}

/** Counts the bytes of responses that are not sent yet because their clients do not read. */
export class UnreadBytes {
  readonly #budget: Budget;
  readonly #connections = new WeakMap<Socket, Connection>();

  constructor(most: number, mostPerClient: number) {
    this.#budget = new Budget(most, mostPerClient);
  }

  get total(): number {
    return this.#budget.total;
  }

  /** Whether nobody's share can be used up, not even if one client or one connection holds everything. */
  get isFarFromLimits(): boolean {
    const { total, most, mostPerClient } = this.#budget;
    return total < Math.min(MOST_ON_CONNECTION, mostPerClient, most);
  }

  /** Whose share is used up, if a request must not be answered now. */
  exhausted({ socket }: IncomingMessage, client: string): Exhausted | "connection" | undefined {
    if ((this.#connections.get(socket)?.bytes ?? 0) >= MOST_ON_CONNECTION) return "connection";
    return this.#budget.exhausted(client);
  }

  /** Counts a response until it is sent or its connection is gone. */
  track(response: ServerResponse, client: string, bytes: number): void {
    const { socket } = response.req;
    const connection = this.#of(socket);
    const answer = { client, bytes };
    connection.answers.add(answer);
    connection.bytes += bytes;
    this.#budget.add(client, bytes);
    socket.setTimeout(STALL_MS);
    response.once("close", () => this.#release(connection, answer));
  }

  #of(socket: Socket): Connection {
    const known = this.#connections.get(socket);
    if (known !== undefined) return known;
    const connection: Connection = { answers: new Set(), bytes: 0 };
    this.#connections.set(socket, connection);
    // Responses that never had their turn get no close event.
    socket.once("close", () => {
      for (const answer of connection.answers) this.#release(connection, answer);
    });
    return connection;
  }

  #release(connection: Connection, answer: UnreadResponse): void {
    if (!connection.answers.delete(answer)) return;
    connection.bytes -= answer.bytes;
    this.#budget.add(answer.client, -answer.bytes);
  }
}
