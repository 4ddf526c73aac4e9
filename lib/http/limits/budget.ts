/** Whose share is used up: all clients' together, or one client's. */
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

  /** How much all clients hold. */
  get total(): number {
    return this.#total;
  }

  /** Whether a client may have more. */
  exhausted(client: string): Exhausted | undefined {
    if ((this.#held.get(client) ?? 0) >= this.mostPerClient) return "client";
    return this.#total >= this.most ? "server" : undefined;
  }

  /** @param amount negative when it is given back */
  add(client: string, amount: number): void {
    const held = (this.#held.get(client) ?? 0) + amount;
    if (held === 0) this.#held.delete(client);
    else this.#held.set(client, held);
    this.#total += amount;
  }
}
