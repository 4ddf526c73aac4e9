/** Secrets or variables of repositories, by names whose case does not matter. */
export class Settings {
  readonly #values = new Map<string, Readonly<Record<string, string>>>();

  set(repository: string, name: string, value: string): void {
    const key = repository.toLowerCase();
    this.#values.set(key, { ...this.#values.get(key), [name.toUpperCase()]: value });
  }

  /** A repository's own, by upper-case names. */
  of(repository: string): Readonly<Record<string, string>> {
    return this.#values.get(repository.toLowerCase()) ?? {};
  }
}

/** What was stored over REST, by upper-case names. */
export const valuesOf = (
  kept: ReadonlyMap<string, { readonly value: string }>,
): Readonly<Record<string, string>> =>
  Object.fromEntries([...kept].map(([name, { value }]) => [name, value]));
