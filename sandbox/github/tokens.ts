import { randomBytes } from "node:crypto";
import { type Refusal, badCredentials } from "./errors.ts";
import type { TokenGrant } from "./model.ts";

/** A token as it was presented, with what it may do. */
export interface Credential {
  readonly token: string;
  readonly grant: TokenGrant;
}

const letters = (length: number): string =>
  [...randomBytes(length)].map((byte) => (byte % 36).toString(36)).join("");

export class Tokens {
  readonly #grants = new Map<string, TokenGrant>();

  create(grant: TokenGrant): string {
    const token = grant.kind === "pat" ? `github_pat_${letters(22)}_${letters(59)}` : `ghs_${letters(36)}`;
    this.#grants.set(token, grant);
    return token;
  }

  revoke(token: string): void {
    this.#grants.delete(token);
  }

  /**
   * Who presents this Authorization header: `token X`, `Bearer X`, or basic with the token as the password.
   * @returns undefined without a header; a refusal for a token that is unknown or was revoked
   */
  identify(authorization: string | undefined): Credential | Refusal | undefined {
    if (authorization === undefined || authorization === "") return undefined;
    const [, scheme = "", value = ""] = /^(\S+) +(.*)$/.exec(authorization) ?? [];
    const token = scheme.toLowerCase() === "basic" ? passwordOf(value) : value;
    const known = ["token", "bearer", "basic"].includes(scheme.toLowerCase());
    const grant = known ? this.#grants.get(token) : undefined;
    return grant === undefined ? badCredentials() : { token, grant };
  }
}

function passwordOf(basic: string): string {
  const text = Buffer.from(basic, "base64").toString("utf8");
  return text.slice(text.indexOf(":") + 1);
}
