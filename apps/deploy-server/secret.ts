import { readFileSync } from "node:fs";

/** A secret that cannot be read; the message names where it should be, and never what it is. */
export class MissingSecret extends Error {
  override readonly name = "MissingSecret";
}

/**
 * What a reference of db/server.yaml leads to, read anew each time: a secret that was renewed counts at once.
 * @param reference `env:NAME` or `file:/path`
 * @throws MissingSecret
 */
export function readSecret(
  reference: string,
  env: Readonly<Record<string, string | undefined>> = process.env,
): string {
  const [, kind, place = ""] = /^(env|file):(.+)$/.exec(reference) ?? [];
  const text = kind === "env" ? env[place] : kind === "file" ? readText(place) : undefined;
  const secret = text?.trim() ?? "";
  if (secret === "") throw new MissingSecret(`${reference} is empty or not there: the server needs it`);
  return secret;
}

function readText(path: string): string | undefined {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return undefined;
  }
}
