import { randomBytes, randomUUID } from "node:crypto";
import { errors, jwtVerify, SignJWT, type JWTPayload } from "jose";
import type { Clock } from "../http/clock.ts";
import { ApiError, PERMISSION_DENIED, UNAUTHENTICATED } from "./errors.ts";

export type Action = "get" | "sync" | "override" | "create" | "update" | "delete";

/** What an account or a project's role may do with applications; `*` stands for anything in a name. */
export interface Policy {
  readonly action: Action | "*";
  /** `<project>/<application>` */
  readonly object: string;
  readonly effect?: "allow" | "deny";
}

/** Who asks: an account, or a role of a project. */
export interface Subject {
  /** `bot`, or `proj:payments:deploy`. */
  readonly name: string;
  readonly policies: readonly Policy[];
  /** As Argo CD names it in refusals. */
  readonly issuedAt: Date;
}

interface Holder {
  readonly password: string | undefined;
  readonly policies: readonly Policy[];
  readonly tokens: Set<string>;
}

/** Accounts, roles of projects, and their tokens: JWTs that the server signs, like Argo CD's. */
export class Accounts {
  readonly #clock: Clock;
  readonly #key = randomBytes(32);
  readonly #holders = new Map<string, Holder>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** @param name `bot`, or `proj:<project>:<role>` */
  add(name: string, policies: readonly Policy[], password?: string): void {
    this.#holders.set(name, { policies, password, tokens: this.#holders.get(name)?.tokens ?? new Set() });
  }

  /**
   * A token of an account or a role.
   * @param expiresIn seconds; by default it never expires
   */
  async createToken(name: string, expiresIn?: number): Promise<string> {
    const id = randomUUID();
    this.#holder(name).tokens.add(id);
    return await this.#sign(name.startsWith("proj:") ? name : `${name}:apiKey`, id, expiresIn);
  }

  /** Revokes all tokens of an account or a role. */
  revokeTokens(name: string): void {
    this.#holder(name).tokens.clear();
  }

  /** @throws ApiError 16 for a wrong password */
  async signIn(name: string, password: string): Promise<string> {
    const holder = this.#holders.get(name);
    if (holder?.password === undefined || holder.password !== password)
      throw new ApiError(UNAUTHENTICATED, "Invalid username or password");
    return await this.#sign(`${name}:login`, randomUUID(), 24 * 3600);
  }

  /** @throws ApiError 16, in Argo CD's words for each reason why a token is invalid */
  async identify(authorization: string | undefined): Promise<Subject> {
    const token = /^Bearer (.+)$/.exec(authorization ?? "")?.[1];
    if (token === undefined) throw new ApiError(UNAUTHENTICATED, "no session information");
    const { sub = "", jti = "", iat = 0 } = await this.#verify(token);
    const name = sub.replace(/:(apiKey|login)$/, "");
    const holder = this.#holders.get(name);
    if (holder === undefined)
      throw new ApiError(UNAUTHENTICATED, `invalid session: account ${name} does not exist`);
    if (sub.endsWith(":apiKey") && !holder.tokens.has(jti))
      throw new ApiError(
        UNAUTHENTICATED,
        `invalid session: account ${name} does not have token with id ${jti}`,
      );
    const isRevokedRole = name.startsWith("proj:") && !holder.tokens.has(jti);
    return { name, policies: isRevokedRole ? [] : holder.policies, issuedAt: new Date(iat * 1000) };
  }

  async #sign(sub: string, jti: string, expiresIn: number | undefined): Promise<string> {
    const now = Math.floor(this.#clock.now().getTime() / 1000);
    const token = new SignJWT({
      iss: "argocd",
      sub,
      nbf: now,
      iat: now,
      jti,
      ...(expiresIn === undefined ? {} : { exp: now + expiresIn }),
    });
    return await token.setProtectedHeader({ alg: "HS256", typ: "JWT" }).sign(this.#key);
  }

  async #verify(token: string): Promise<JWTPayload> {
    if (token.split(".").length !== 3) throw malformed("token contains an invalid number of segments");
    try {
      return (await jwtVerify(token, this.#key, { issuer: "argocd", currentDate: this.#clock.now() }))
        .payload;
    } catch (error) {
      if (error instanceof errors.JWTExpired)
        throw new ApiError(UNAUTHENTICATED, "invalid session: token has invalid claims: token is expired");
      if (error instanceof errors.JWSSignatureVerificationFailed)
        throw new ApiError(
          UNAUTHENTICATED,
          "invalid session: token signature is invalid: signature is invalid",
        );
      throw malformed("could not base64 decode header: illegal base64 data at input byte 0");
    }
  }

  #holder(name: string): Holder {
    const holder = this.#holders.get(name);
    if (holder === undefined) throw new Error(`there is no account or role ${name}`);
    return holder;
  }
}

const malformed = (reason: string): ApiError =>
  new ApiError(UNAUTHENTICATED, `invalid session: token is malformed: ${reason}`);

/** Whether a subject may do this to an application: some policy allows it, and none denies it. */
export function isAllowed({ policies }: Subject, action: Action, object: string): boolean {
  const fitting = policies.filter(
    (policy) => (policy.action === "*" || policy.action === action) && matches(policy.object, object),
  );
  return (
    fitting.some(({ effect = "allow" }) => effect === "allow") &&
    fitting.every(({ effect }) => effect !== "deny")
  );
}

/** @throws ApiError 7 that names what is missing */
export function enforce(subject: Subject, action: Action, object: string): void {
  if (isAllowed(subject, action, object)) return;
  const issued = `${subject.issuedAt.toISOString().slice(0, 19)}Z`;
  throw new ApiError(
    PERMISSION_DENIED,
    `permission denied: applications, ${action}, ${object}, sub: ${subject.name}, iat: ${issued}`,
  );
}

/** Argo CD's globs, as far as names need them: `*` is anything, a slash included. */
export function matches(pattern: string, text: string): boolean {
  const expression = pattern.split("*").map((part) => part.replaceAll(/[.+?^${}()|[\]\\]/g, String.raw`\$&`));
  return new RegExp(`^${expression.join(".*")}$`).test(text);
}
