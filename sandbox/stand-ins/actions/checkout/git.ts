import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { numberAt, textAt } from "../../../narrow.ts";

const run = promisify(execFile);

/** A pack stays as it came: git would otherwise compress each object of a small one again, and bundles are large. */
const KEEP_PACKS = {
  GIT_CONFIG_COUNT: "1",
  GIT_CONFIG_KEY_0: "fetch.unpackLimit",
  GIT_CONFIG_VALUE_0: "1",
} as const;

/** Runs git in a folder, shows the command, and gives what it printed. */
export async function git(folder: string, ...args: readonly string[]): Promise<string> {
  console.log(`[command]git ${args.join(" ")}`);
  try {
    const { stdout } = await run("git", args, {
      cwd: folder,
      env: { ...process.env, ...KEEP_PACKS, GIT_TERMINAL_PROMPT: "0" },
      maxBuffer: 64 * 1024 * 1024,
    });
    return stdout.trim();
  } catch (error) {
    console.log(textAt(error, "stderr") ?? "");
    const code = numberAt(error, "code") ?? textAt(error, "code") ?? "unknown";
    throw new Error(`The process 'git' failed with exit code ${code}`, { cause: error });
  }
}

/** The same, when its failing is an answer too. */
export async function tryGit(folder: string, ...args: readonly string[]): Promise<string | undefined> {
  try {
    return await git(folder, ...args);
  } catch {
    return undefined;
  }
}
