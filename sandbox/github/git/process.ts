import { devNull } from "node:os";
import { launch } from "../../processes/launch.ts";

/** The environment of every git process: nothing of the machine's or the user's configuration. */
export function gitEnvironment(extra: Readonly<Record<string, string>> = {}): NodeJS.ProcessEnv {
  return {
    PATH: process.env["PATH"],
    LC_ALL: "C",
    GIT_CONFIG_NOSYSTEM: "1",
    GIT_CONFIG_GLOBAL: devNull,
    GIT_TERMINAL_PROMPT: "0",
    ...extra,
  };
}

/** A git command that ended with another code than 0. */
export class GitError extends Error {
  readonly exitCode: number | null;
  readonly stderr: string;

  constructor(args: readonly string[], exitCode: number | null, stderr: string) {
    super(`git ${args.join(" ")} ended with ${exitCode}: ${stderr.trim()}`);
    this.name = "GitError";
    this.exitCode = exitCode;
    this.stderr = stderr;
  }
}

export interface GitInput {
  readonly stdin?: string | Uint8Array;
  readonly env?: Readonly<Record<string, string>>;
}

/**
 * Runs `git <args>` and gives what it wrote to stdout.
 * @throws GitError when it ends with another code than 0.
 */
export async function git(args: readonly string[], { stdin = "", env }: GitInput = {}): Promise<Buffer> {
  const { exitCode, stdout, stderr } = await launch({
    command: "git",
    args,
    env: gitEnvironment(env),
    stdin,
  });
  if (exitCode !== 0) throw new GitError(args, exitCode, stderr.toString("utf8"));
  return stdout;
}
