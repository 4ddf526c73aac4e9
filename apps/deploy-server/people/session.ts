import { createCipheriv, createDecipheriv, createHmac, randomBytes, timingSafeEqual } from "node:crypto";
import type { GitHubAccount } from "../../../lib/deploys/request.ts";
import { numberAt, parsedJson, textAt } from "../narrow.ts";
import type { GitHubSettings } from "../settings.ts";
import { sealingKeys } from "./seal.ts";

/** Who has signed in to the pages. */
export interface Session {
  readonly account: GitHubAccount;
  /** GitHub's, which says whenever it is used what they may see. */
  readonly token: string;
  /** Epoch milliseconds. */
  readonly until: number;
}

/** A user's token of an App ends by itself after that, where GitHub does not say otherwise. */
export const SESSION_MS = 8 * 3_600_000;

const ALGORITHM = "aes-256-gcm";
const NONCE_BYTES = 12;
const TAG_BYTES = 16;

type Secrets = Pick<GitHubSettings, "webhookSecrets" | "signIn">;

/** A session as a cookie holds it: hidden, because it holds a token, and good for nobody who changes a letter of it. */
export function sealSession(secrets: Secrets, { account, token, until }: Session): string {
  const nonce = randomBytes(NONCE_BYTES);
  const cipher = createCipheriv(ALGORITHM, keysOf(secrets, "session")[0], nonce);
  const facts = JSON.stringify({ id: account.id, login: account.login, token, until });
  const hidden = Buffer.concat([cipher.update(facts, "utf8"), cipher.final()]);
  return Buffer.concat([nonce, cipher.getAuthTag(), hidden]).toString("base64url");
}

/** @param now epoch milliseconds @returns undefined for what is no session of this server, or has ended */
export function openSession(secrets: Secrets, text: string, now: number): Session | undefined {
  const bytes = Buffer.from(text, "base64url");
  const facts = keysOf(secrets, "session")
    .map((key) => opened(key, bytes))
    .find((found) => found !== undefined);
  const [id, until] = [numberAt(facts, "id"), numberAt(facts, "until")];
  const [login, token] = [textAt(facts, "login"), textAt(facts, "token")];
  if (id === undefined || until === undefined || login === undefined || token === undefined) return undefined;
  return now < until ? { account: { id, login }, token, until } : undefined;
}

function opened(key: Buffer, bytes: Buffer): unknown {
  if (bytes.length <= NONCE_BYTES + TAG_BYTES) return undefined;
  const nonce = bytes.subarray(0, NONCE_BYTES);
  const tag = bytes.subarray(NONCE_BYTES, NONCE_BYTES + TAG_BYTES);
  const decipher = createDecipheriv(ALGORITHM, key, nonce, { authTagLength: TAG_BYTES });
  decipher.setAuthTag(tag);
  try {
    const facts = Buffer.concat([decipher.update(bytes.subarray(NONCE_BYTES + TAG_BYTES)), decipher.final()]);
    return parsedJson(facts.toString("utf8"));
  } catch {
    return undefined;
  }
}

/** What a form of a session's pages carries: other sites' pages cannot read it, and so cannot send it. */
export function formToken(secrets: Secrets, session: Session): string {
  return formTokenBy(keysOf(secrets, "form")[0], session);
}

export function isFormToken(secrets: Secrets, session: Session, given: string): boolean {
  const one = Buffer.from(given);
  return keysOf(secrets, "form").some((key) => {
    const other = Buffer.from(formTokenBy(key, session));
    return one.length === other.length && timingSafeEqual(one, other);
  });
}

function formTokenBy(key: Buffer, { account, token }: Session): string {
  return createHmac("sha256", key).update(`${account.id} ${token}`).digest("base64url");
}

/** 32 bytes each, other ones for each purpose; the first seals. */
function keysOf(secrets: Secrets, purpose: string): readonly [Buffer, ...Buffer[]] {
  const [newest, ...before] = sealingKeys(secrets);
  const keyOf = (secret: string): Buffer =>
    createHmac("sha256", secret).update(`deploy-server ${purpose}`).digest();
  return [keyOf(newest), ...before.map(keyOf)];
}
