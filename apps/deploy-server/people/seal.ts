import { createHmac, timingSafeEqual } from "node:crypto";
import { parsedJson } from "../narrow.ts";
import type { GitHubSettings } from "../settings.ts";

/** Facts that go out and must come back as they were: signed, not hidden. */
export type Sealed = Readonly<Record<string, string | number>>;

/**
 * Signs facts, for a purpose that no other seal has.
 * @returns letters that an address and a command can hold
 */
export function seal(secret: string, purpose: string, facts: Sealed): string {
  const body = Buffer.from(JSON.stringify(facts)).toString("base64url");
  return `${body}.${signatureOf(secret, purpose, body)}`;
}

/** @returns the facts; undefined where they were not sealed with this secret for this purpose */
export function openSeal(
  secret: string,
  purpose: string,
  text: string,
): Readonly<Record<string, unknown>> | undefined {
  const [body = "", signature = ""] = text.split(".");
  const [given, expected] = [Buffer.from(signature), Buffer.from(signatureOf(secret, purpose, body))];
  if (given.length !== expected.length || !timingSafeEqual(given, expected)) return undefined;
  const facts = parsedJson(Buffer.from(body, "base64url").toString("utf8"));
  return typeof facts === "object" && facts !== null ? { ...facts } : undefined;
}

/** What links are sealed with: whoever knows one of the two secrets alone can link nobody. */
export function sealingKey({
  webhookSecret,
  signIn,
}: Pick<GitHubSettings, "webhookSecret" | "signIn">): string {
  return JSON.stringify([webhookSecret, signIn?.clientSecret ?? null]);
}

function signatureOf(secret: string, purpose: string, body: string): string {
  const key = createHmac("sha256", secret).update(`deploy-server ${purpose}`).digest();
  return createHmac("sha256", key).update(body).digest("base64url");
}
