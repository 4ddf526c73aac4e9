/** The numeric id that each workflow file of each repository gets when it is first named. */
export class WorkflowIds {
  readonly #ids = new Map<string, number>();

  idOf(repositoryId: number, path: string): number {
    const key = `${repositoryId}:${path}`;
    const known = this.#ids.get(key);
    if (known !== undefined) return known;
    const id = 5_000_001 + this.#ids.size;
    this.#ids.set(key, id);
    return id;
  }

  /** The file that has this id in the repository. */
  pathOf(repositoryId: number, id: number): string | undefined {
    const prefix = `${repositoryId}:`;
    const found = [...this.#ids].find(([key, value]) => value === id && key.startsWith(prefix));
    return found?.[0].slice(prefix.length);
  }
}
