/** Calls all listeners, at once and in the order they were added in. */
export class Listeners<Message> {
  readonly #listeners = new Set<(message: Message) => void>();

  /** Whether anyone listens. */
  get heard(): boolean {
    return this.#listeners.size > 0;
  }

  /** @returns how to stop listening */
  add(listener: (message: Message) => void): () => void {
    this.#listeners.add(listener);
    return () => {
      this.#listeners.delete(listener);
    };
  }

  tell(message: Message): void {
    for (const listener of this.#listeners) listener(message);
  }
}
