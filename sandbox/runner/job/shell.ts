import { randomUUID } from "node:crypto";
import { access, constants, writeFile } from "node:fs/promises";
import { delimiter, join } from "node:path";
import { UnsupportedError } from "../errors.ts";

/** How GitHub starts the shells it knows; `{0}` is the script's file. */
const templates: Readonly<Record<string, { readonly line: string; readonly extension: string }>> = {
  bash: { line: "bash --noprofile --norc -e -o pipefail {0}", extension: ".sh" },
  sh: { line: "sh -e {0}", extension: ".sh" },
  python: { line: "python {0}", extension: ".py" },
};
/** Without `shell:`. A pipe's failure does not count then. */
const unspecified = { line: "bash -e {0}", extension: ".sh" };

/** A script ready to be run. */
export interface Script {
  readonly file: string;
  readonly args: readonly string[];
  /** For the log: `/usr/bin/bash -e {0}`. */
  readonly shell: string;
}

/**
 * Writes a step's script and works out how to run it.
 * @param shell the step's `shell`, a known name or a template with `{0}`
 * @throws Error when the shell is not on PATH
 */
export async function prepareScript(
  content: string,
  shell: string | undefined,
  temp: string,
  path: string,
): Promise<Script> {
  const template = shell === undefined ? unspecified : templateOf(shell);
  const [name, ...rest] = template.line.split(/\s+/);
  const program = await findProgram(name ?? "", path);
  const script = join(temp, `${randomUUID()}${template.extension}`);
  // GitHub ends the file with a newline.
  await writeFile(script, content.endsWith("\n") ? content : `${content}\n`, { mode: 0o755 });
  return {
    file: program,
    args: rest.map((arg) => arg.replaceAll("{0}", script)),
    shell: [program, ...rest].join(" "),
  };
}

function templateOf(shell: string): { readonly line: string; readonly extension: string } {
  const known = templates[shell];
  if (known !== undefined) return known;
  if (["pwsh", "powershell", "cmd"].includes(shell)) {
    throw new UnsupportedError(`the sandbox's runner does not know the shell '${shell}'`);
  }
  if (!shell.includes("{0}")) {
    throw new Error(
      "Invalid shell option. Shell must be a valid built-in (bash, sh, cmd, powershell, pwsh) or a format string containing '{0}'",
    );
  }
  return { line: shell.trim(), extension: "" };
}

async function findProgram(name: string, path: string): Promise<string> {
  if (name.includes("/")) return name;
  for (const folder of path.split(delimiter)) {
    const candidate = join(folder, name);
    try {
      await access(candidate, constants.X_OK);
      return candidate;
    } catch {
      // Not in this folder.
    }
  }
  throw new Error(`${name}: command not found`);
}
