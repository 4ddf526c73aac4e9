import { spawn } from "node:child_process";

/** Runs a program with only these environment variables, and ignores its output. */
export function runProcess(
  command: string,
  args: readonly string[],
  env: Readonly<Record<string, string>>,
  cwd?: string,
): Promise<number | null> {
  return new Promise((done, fail) => {
    const child = spawn(command, args, {
      env: { PATH: process.env["PATH"], ...env },
      stdio: "ignore",
      ...(cwd !== undefined && { cwd }),
    });
    child.once("error", fail);
    child.once("close", done);
  });
}
