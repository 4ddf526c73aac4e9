import type { Repository, RepositoryPermission } from "./model.ts";

/** What people may do in repositories, and which teams they are in. */
export class People {
  readonly #permissions = new Map<string, RepositoryPermission>();
  readonly #teams = new Map<string, readonly string[]>();

  setPermission({ id }: Repository, login: string, permission: RepositoryPermission): void {
    this.#permissions.set(`${id}:${login.toLowerCase()}`, permission);
  }

  /** Others may read what is public. */
  permission(repository: Repository, login: string): RepositoryPermission {
    const given = this.#permissions.get(`${repository.id}:${login.toLowerCase()}`);
    return given ?? (repository.private ? "none" : "read");
  }

  /** @param team `acme/release` */
  setTeam(team: string, members: readonly string[]): void {
    this.#teams.set(
      team.toLowerCase(),
      members.map((login) => login.toLowerCase()),
    );
  }

  isMember(team: string, login: string): boolean {
    return this.#teams.get(team.toLowerCase())?.includes(login.toLowerCase()) === true;
  }
}
