import { spawn } from "node:child_process";

const PERMITTED_MS = 120_000;

/**
 * Runs act to its end.
 * @param secrets the names of those in its environment
 * @throws Error when act does not start, or does not end
 */
export function runAct(
  args: readonly string[],
  env: Record<string, string>,
  secrets: readonly string[],
): Promise<{ readonly code: number | null; readonly lines: readonly string[] }> {
  return new Promise((done, fail) => {
    const child = spawn("act", [...args, ...secrets], {
      env,
      stdio: ["ignore", "pipe", "pipe"],
      timeout: PERMITTED_MS,
    });
    const chunks: Buffer[] = [];
    const errors: Buffer[] = [];
    child.stdout.on("data", (chunk: Buffer) => chunks.push(chunk));
    child.stderr.on("data", (chunk: Buffer) => errors.push(chunk));
    child.once("error", fail);
    child.once("close", (code) => {
      if (code === null) fail(new Error(`act did not exit: ${Buffer.concat(errors).toString()}`));
      else done({ code, lines: Buffer.concat(chunks).toString().split("\n") });
    });
  });
}
