import { readFileSync } from "node:fs";
import type { Environment } from "./environment.ts";

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
