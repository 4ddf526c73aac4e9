import { createHash, randomBytes } from "node:crypto";
import type { App } from "../model.ts";

/** GitHub's codes are valid for ten minutes, and only once. */
const CODE_LIFE_MS = 600_000;

interface Code {
  readonly app: App;
  readonly login: string;
  readonly redirectUri: string;
  /** PKCE: what the verifier must hash to. */
  readonly challenge: string | undefined;
  readonly until: number;
}

/** The codes that people bring back to Apps after they have signed in. */
export class SignIns {
  readonly #clock: () => Date;
  readonly #codes = new Map<string, Code>();

  constructor(clock: () => Date) {
    this.#clock = clock;
  }

  issue(code: Omit<Code, "until">): string {
    const text = randomBytes(10).toString("hex");
    this.#codes.set(text, { ...code, until: this.#clock().getTime() + CODE_LIFE_MS });
    return text;
  }

  /** Uses up a code. @returns who signed in; undefined for a code that is unknown, expired or somebody else's */
  exchange(
    text: string,
    app: App,
    { redirectUri, verifier }: { readonly redirectUri: string | null; readonly verifier: string | null },
  ): string | undefined {
    const code = this.#codes.get(text);
    this.#codes.delete(text);
    if (code === undefined || code.app.id !== app.id || code.until < this.#clock().getTime())
      return undefined;
    if (redirectUri !== null && redirectUri !== code.redirectUri) return undefined;
    const hashed = createHash("sha256")
      .update(verifier ?? "")
      .digest("base64url");
    return code.challenge === undefined || code.challenge === hashed ? code.login : undefined;
  }
}
