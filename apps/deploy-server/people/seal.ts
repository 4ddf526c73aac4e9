import { createHmac, timingSafeEqual } from "node:crypto";
import type { SigningSecrets } from "../../../lib/http/signing-secrets.ts";
import { parsedJson } from "../narrow.ts";
import type { GitHubSettings } from "../settings.ts";

/** Facts that go out and must come back as they were: signed, not hidden. */
export type Sealed = Readonly<Record<string, string | number>>;

/**
 * Signs facts with the newest of these, for a purpose that no other seal has.
 * @returns letters that an address and a command can hold
 */
export function seal([newest]: SigningSecrets, purpose: string, facts: Sealed): string {
  const body = Buffer.from(JSON.stringify(facts)).toString("base64url");
  return `${body}.${signatureOf(newest, purpose, body)}`;
}

/** @returns the facts; undefined where they were not sealed with one of these for this purpose */
export function openSeal(
  secrets: SigningSecrets,
  purpose: string,
  text: string,
): Readonly<Record<string, unknown>> | undefined {
  const [body = "", signature = ""] = text.split(".");
  const given = Buffer.from(signature);
  const isTrue = secrets.some((secret) => {
    const expected = Buffer.from(signatureOf(secret, purpose, body));
    return given.length === expected.length && timingSafeEqual(given, expected);
  });
  if (!isTrue) return undefined;
  const facts = parsedJson(Buffer.from(body, "base64url").toString("utf8"));
  return typeof facts === "object" && facts !== null ? { ...facts } : undefined;
}

/**
 * What links are sealed with: whoever knows one of the two secrets alone can link nobody. While the webhook's changes, what
 * was sealed with the one before is still good.
 */
export function sealingKeys({
  webhookSecrets: [newest, ...before],
  signIn,
}: Pick<GitHubSettings, "webhookSecrets" | "signIn">): SigningSecrets {
  const keyOf = (secret: string): string => JSON.stringify([secret, signIn?.clientSecret ?? null]);
  return [keyOf(newest), ...before.map(keyOf)];
}

function signatureOf(secret: string, purpose: string, body: string): string {
  const key = createHmac("sha256", secret).update(`deploy-server ${purpose}`).digest();
  return createHmac("sha256", key).update(body).digest("base64url");
}
