import { randomBytes } from "node:crypto";
import type { Clock } from "../http/clock.ts";
import { RegistryError } from "./errors.ts";

/** How long a token is valid, in seconds; the same as on Docker Hub. */
const LIFE = 300;

interface Issued {
  /** Repositories that it may pull from. */
  readonly repositories: readonly string[];
  readonly expiresAt: number;
}

/** Who may pull what, and the short-lived tokens that say so. */
export class Tokens {
  readonly #clock: Clock;
  readonly #issued = new Map<string, Issued>();
  readonly #users = new Map<
    string,
    { readonly password: string; readonly repositories: readonly string[] }
  >();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  addUser(name: string, password: string, repositories: readonly string[]): void {
    this.#users.set(name, { password, repositories });
  }

  /**
   * What the token endpoint answers: a token for those of the wanted repositories that the caller may pull from, which
   * may be missing.
   * @throws RegistryError 401 for a wrong password
   */
  issue(
    authorization: string | undefined,
    scopes: readonly string[],
    isPublic: (name: string) => boolean,
  ): Record<string, unknown> {
    const own = authorization === undefined ? [] : this.#signIn(authorization);
    const wanted = scopes.flatMap(
      (scope) => /^repository:([^:]+):(?:.*,)?pull(?:,.*)?$/.exec(scope)?.[1] ?? [],
    );
    const repositories = wanted.filter((name) => isPublic(name) || own.includes(name));
    const token = randomBytes(24).toString("base64url");
    const now = this.#clock.now();
    this.#issued.set(token, { repositories, expiresAt: now.getTime() + LIFE * 1000 });
    return { token, access_token: token, expires_in: LIFE, issued_at: now.toISOString() };
  }

  /** Whether a request's token is valid at all. */
  isKnown(authorization: string | undefined): boolean {
    return this.#issuedFor(authorization) !== undefined;
  }

  /** Whether a request's token lets it pull from a repository. */
  lets(authorization: string | undefined, repository: string): boolean {
    return this.#issuedFor(authorization)?.repositories.includes(repository) === true;
  }

  #issuedFor(authorization: string | undefined): Issued | undefined {
    const issued = this.#issued.get(/^Bearer (.+)$/i.exec(authorization ?? "")?.[1] ?? "");
    return issued !== undefined && issued.expiresAt > this.#clock.now().getTime() ? issued : undefined;
  }

  #signIn(authorization: string): readonly string[] {
    const basic = /^Basic (.+)$/i.exec(authorization)?.[1] ?? "";
    const [, name = "", password = ""] =
      /^([^:]*):(.*)$/s.exec(Buffer.from(basic, "base64").toString("utf8")) ?? [];
    const user = this.#users.get(name);
    if (user === undefined || user.password !== password)
      throw new RegistryError("UNAUTHORIZED", "incorrect username or password");
    return user.repositories;
  }
}
