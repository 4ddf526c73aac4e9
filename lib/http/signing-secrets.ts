import { verify } from "@octokit/webhooks-methods";

/** What somebody else signs with: one secret, or the new one and the one before it while it changes. Each is good. */
export type SigningSecrets = readonly [newest: string, ...before: string[]];

const MOST = 2;

/** @param text a secret on each line, the newest first @returns undefined where there is none, or more than two */
export function parseSigningSecrets(text: string): SigningSecrets | undefined {
  const [newest, ...before] = text
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line !== "");
  return newest === undefined || before.length >= MOST ? undefined : [newest, ...before];
}

/** Whether a body is signed with one of them, as GitHub and Flux sign. @param signature `sha256=<hex>` */
export async function isSigned(secrets: SigningSecrets, text: string, signature: string): Promise<boolean> {
  if (signature === "") return false;
  const found = await Promise.all(secrets.map((secret) => verify(secret, text, signature)));
  return found.includes(true);
}
