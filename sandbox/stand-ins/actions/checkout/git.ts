import { execFile } from "node:child_process";
import { promisify } from "node:util";

const run = promisify(execFile);

/** Runs git in a folder, shows the command, and gives what it printed. */
export async function git(folder: string, ...args: readonly string[]): Promise<string> {
  console.log(`[command]git ${args.join(" ")}`);
  try {
    const { stdout } = await run("git", args, {
      cwd: folder,
      env: { ...process.env, GIT_TERMINAL_PROMPT: "0" },
      maxBuffer: 64 * 1024 * 1024,
    });
    return stdout.trim();
  } catch (error) {
    const { code, stderr } = error as { readonly code?: number | string; readonly stderr?: string };
    console.log(stderr ?? "");
    throw new Error(`The process 'git' failed with exit code ${code ?? "unknown"}`, { cause: error });
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
