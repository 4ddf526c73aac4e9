/** Whose share is used up: the clients' in total, or one client's. */
export type Exhausted = "server" | "client";

/** Counts what clients hold: connections, streams or bytes. */
export class Budget {
  readonly most: number;
  readonly mostPerClient: number;
  readonly #held = new Map<string, number>();
  #total = 0;

  constructor(most: number, mostPerClient: number) {
    this.most = most;
    this.mostPerClient = mostPerClient;
  }

  /** How much all clients hold together. */
  get total(): number {
    return this.#total;
  }

  /** Whether a client may hold more. */
  exhausted(client: string): Exhausted | undefined {
    if ((this.#held.get(client) ?? 0) >= this.mostPerClient) return "client";
    return this.#total >= this.most ? "server" : undefined;
  }

  /** @param amount negative to give back */
  add(client: string, amount: number): void {
    const held = (this.#held.get(client) ?? 0) + amount;
    if (held === 0) this.#held.delete(client);
    else this.#held.set(client, held);
    this.#total += amount;
  }
}
