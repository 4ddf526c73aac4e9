import { readFileSync } from "node:fs";
import type { Environment } from "./environment.ts";
import { parseSigningSecrets, type SigningSecrets } from "./signing-secrets.ts";

/** The secret in `NAME`, or in the file that `NAME_FILE` names; undefined if neither is set. */
export function secretText(env: Environment, name: string): string | undefined {
  const file = env.text(`${name}_FILE`);
  if (file === undefined) return env.text(name)?.trim();
  try {
    return readFileSync(file, "utf8").trim();
  } catch {
    env.refuse(`${name}_FILE is ${JSON.stringify(file)}, which cannot be read.`);
    return undefined;
  }
}

/** While what somebody signs with changes, it is the new secret and the one before it, a line each. @param text the variable's */
export function signingSecrets(env: Environment, name: string, text: string): SigningSecrets {
  const secrets = parseSigningSecrets(text);
  if (secrets === undefined && text !== "") {
    env.refuse(
      `${name} has more than two lines: put the new secret on the first, and the one before it on the second.`,
    );
  }
  return secrets ?? [""];
}
