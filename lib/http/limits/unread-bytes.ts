import type { IncomingMessage, ServerResponse } from "node:http";
import type { Socket } from "node:net";
import { Budget, type Exhausted } from "./budget.ts";

/** On one connection. One answer may be larger: the next is refused. */
const MOST_ON_CONNECTION = 1024 * 1024;
/** A client that reads nothing for this long is let go. */
const STALL_MS = 20_000;

interface UnreadResponse {
  readonly client: string;
  readonly bytes: number;
}

interface Connection {
  readonly answers: Set<UnreadResponse>;
  bytes: number;
}

/** Counts the bytes of answers that were made and are not sent yet, because their clients do not read them. */
export class UnreadBytes {
  readonly #budget: Budget;
  readonly #connections = new WeakMap<Socket, Connection>();

  constructor(most: number, mostPerClient: number) {
    this.#budget = new Budget(most, mostPerClient);
  }

  get total(): number {
    return this.#budget.total;
  }

  /** Whether no further answer is to be made for a request now, and whose share is used up. */
  exhausted({ socket }: IncomingMessage, client: string): Exhausted | "connection" | undefined {
    if ((this.#connections.get(socket)?.bytes ?? 0) >= MOST_ON_CONNECTION) return "connection";
    return this.#budget.exhausted(client);
  }

  /** Counts an answer until it is sent, or its connection is gone. */
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
    // Answers that never had their turn are not told that their connection is gone.
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
