import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { run } from "./run.ts";
import type { World } from "./world.ts";

const DOCS = join(import.meta.dirname, "../../docs");
const OPERATIONS = "deploy-server-operations.md";

/** The commands that a guide has between two marks: `<!-- restore -->` and `<!-- end of restore -->`. */
export function commandsOf(mark: string, page = OPERATIONS): string {
  const text = readFileSync(join(DOCS, page), "utf8");
  const [, part = ""] = new RegExp(`<!-- ${mark} -->(.*?)<!-- end of ${mark} -->`, "s").exec(text) ?? [];
  return blockOf(part, "sh", `${page}, ${mark}`);
}

/** The first block of a language in a text. @param where for the error */
export function blockOf(text: string, language: string, where: string): string {
  const [, block] = new RegExp(`^ *\`\`\`${language}\\n(.*?)^ *\`\`\``, "ms").exec(text) ?? [];
  if (block === undefined) throw new Error(`${where} has no block in ${language}.`);
  return block;
}

/** Where commands run, and what they find in their environment. */
export interface Place {
  readonly cwd: string;
  readonly env?: Readonly<Record<string, string>>;
}

/** Runs a guide's commands as they stand there, in a shell that stops at the first that fails. */
export function runCommands(
  { kubernetes, engines }: Pick<World, "kubernetes" | "engines">,
  commands: string,
  { cwd, env = {} }: Place,
): Promise<string> {
  const path = [engines.bin, dirname(process.execPath), process.env["PATH"]].join(":");
  return run("bash", ["--norc", "-euo", "pipefail", "-c", commands], {
    cwd,
    env: { ...env, PATH: path, KUBECONFIG: kubernetes.kubeconfig },
  });
}
