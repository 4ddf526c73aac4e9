import type { Socket } from "node:net";

/**
 * Requests in one turn of the event loop, beyond which other connections have to wait. One turn reads from every
 * connection that has sent something, so a flood on a thousand connections makes everybody else wait for all of it.
 */
export const MOST_IN_TURN = 1_000;
/** How many connections are read in each turn after that, besides new ones. */
const READ_IN_TURN = 16;

/** Spreads a flood of requests on many connections over several turns of the event loop. */
export class Brake {
  readonly #open = new Set<Socket>();
  /** Paused, in the order in which they are read again. */
  readonly #waiting = new Set<Socket>();
  #arrived = 0;
  #isWatching = false;

  /** Counts a new connection among those that may have to wait. */
  watch(socket: Socket): void {
    this.#open.add(socket);
    socket.once("close", () => {
      this.#open.delete(socket);
      this.#waiting.delete(socket);
    });
  }

  /** Counts a request. */
  arrived(): void {
    this.#arrived += 1;
    this.#watchTurn();
    if (this.#arrived === MOST_IN_TURN) this.#stop();
  }

  #watchTurn(): void {
    if (this.#isWatching) return;
    this.#isWatching = true;
    setImmediate(() => this.#endTurn());
  }

  /** Also those that wait already: Node reads on when it has sent a response. */
  #stop(): void {
    for (const socket of this.#open) {
      socket.pause();
      this.#waiting.add(socket);
    }
  }

  #endTurn(): void {
    this.#arrived = 0;
    this.#isWatching = false;
    let read = 0;
    for (const socket of this.#waiting) {
      if (read === READ_IN_TURN) break;
      read += 1;
      this.#waiting.delete(socket);
      socket.resume();
    }
    if (this.#waiting.size > 0) this.#watchTurn();
  }
}
