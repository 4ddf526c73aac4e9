/** Users and Apps: whoever is named for the first time gets the next id, and keeps it. */
export class Accounts {
  readonly #ids = new Map<string, number>();
  readonly #organizations = new Set<string>();

  idOf(login: string): number {
    const known = this.#ids.get(login.toLowerCase());
    if (known !== undefined) return known;
    const id = 1000 + this.#ids.size;
    this.#ids.set(login.toLowerCase(), id);
    return id;
  }

  /** The logins of all users, in the order they were named in. */
  people(): readonly string[] {
    return [...this.#ids.keys()].filter((login) => this.typeOf(login) === "User");
  }

  /** Whether anybody has been named so. */
  knows(login: string): boolean {
    return this.#ids.has(login.toLowerCase());
  }

  /** Whoever owns a repository is an organization. */
  addOrganization(login: string): void {
    this.#organizations.add(login.toLowerCase());
  }

  typeOf(login: string): "User" | "Bot" | "Organization" {
    if (login.endsWith("[bot]")) return "Bot";
    return this.#organizations.has(login.toLowerCase()) ? "Organization" : "User";
  }

  /** The address that GitHub writes into commits made in its own interfaces. */
  emailOf(login: string): string {
    return `${this.idOf(login)}+${login}@users.noreply.github.com`;
  }
}
