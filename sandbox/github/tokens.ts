import { randomBytes } from "node:crypto";
import { badCredentials, type Refusal } from "./errors.ts";
import type { TokenGrant } from "./model.ts";

/** A token as presented, with what it may do. */
export interface Credential {
  readonly token: string;
  readonly grant: TokenGrant;
}

const letters = (length: number): string =>
  [...randomBytes(length)].map((byte) => (byte % 36).toString(36)).join("");

/** What invalidates a token besides revocation. */
export interface TokenLife {
  readonly expiresAt: Date;
  /** Why it is not valid at the moment, if so. */
  refusal(): Refusal | undefined;
}

interface Issued {
  readonly grant: TokenGrant;
  readonly life: TokenLife | undefined;
}

export class Tokens {
  readonly #clock: () => Date;
  readonly #issued = new Map<string, Issued>();

  constructor(clock: () => Date) {
    this.#clock = clock;
  }

  create(grant: TokenGrant, life?: TokenLife): string {
    const token = newToken(grant);
    this.#issued.set(token, { grant, life });
    return token;
  }

  /** What was granted under a repository's name continues under the new one. */
  renameRepository(before: string, now: string): void {
    for (const [token, { grant, life }] of this.#issued) {
      if (!grant.repositories.includes(before)) continue;
      const repositories = grant.repositories.map((name) => (name === before ? now : name));
      this.#issued.set(token, { grant: { ...grant, repositories }, life });
    }
  }

  revoke(token: string): void {
    this.#issued.delete(token);
  }

  /**
   * Who presents this Authorization header: `token X`, `Bearer X`, or basic with the token as the password.
   * @returns undefined without a header; a refusal for a token that is unknown, expired or revoked
   */
  identify(authorization: string | undefined): Credential | Refusal | undefined {
    if (authorization === undefined || authorization === "") return undefined;
    const [, scheme = "", value = ""] = /^(\S+) +(.*)$/.exec(authorization) ?? [];
    const token = scheme.toLowerCase() === "basic" ? passwordOf(value) : value;
    const known = ["token", "bearer", "basic"].includes(scheme.toLowerCase());
    const issued = known ? this.#issued.get(token) : undefined;
    if (issued === undefined) return badCredentials();
    const { grant, life } = issued;
    if (life !== undefined && life.expiresAt <= this.#clock()) return badCredentials();
    return life?.refusal() ?? { token, grant };
  }
}

function newToken(grant: TokenGrant): string {
  if (grant.kind === "pat") return `github_pat_${letters(22)}_${letters(59)}`;
  return grant.kind === "user" ? `ghu_${letters(36)}` : newAppToken(grant);
}

/**
 * Since 2026 the tokens of installations carry a JWT (`ghs_<app id>_<JWT>`) and are some 520 characters long:
 * code that expects 40 fails here.
 */
const newAppToken = ({ installationId }: TokenGrant): string =>
  installationId === undefined
    ? `ghs_${letters(36)}`
    : `ghs_${installationId}_${letters(36)}.${letters(300)}.${letters(160)}`;

function passwordOf(basic: string): string {
  const text = Buffer.from(basic, "base64").toString("utf8");
  return text.slice(text.indexOf(":") + 1);
}
