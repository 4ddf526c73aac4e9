import { spawn } from "node:child_process";

/** How a script ended, and what it said. */
export interface ScriptResult {
  readonly exitCode: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs one of the scripts for people as they do; it sees these variables and PATH, and nobody's log-ins. */
export function runScript(
  script: string,
  args: readonly string[],
  options: { readonly env?: Readonly<Record<string, string>>; readonly cwd?: string } = {},
): Promise<ScriptResult> {
  return new Promise((done, fail) => {
    const child = spawn("bash", [script, ...args], {
      env: { PATH: process.env["PATH"], HOME: "/nonexistent", LC_ALL: "C.UTF-8", ...options.env },
      ...(options.cwd !== undefined && { cwd: options.cwd }),
      stdio: ["ignore", "pipe", "pipe"],
    });
    const output = { stdout: "", stderr: "" };
    for (const name of ["stdout", "stderr"] as const) {
      child[name].setEncoding("utf8").on("data", (text: string) => (output[name] += text));
    }
    child.once("error", fail);
    child.once("close", (exitCode) => done({ exitCode, ...output }));
  });
}
