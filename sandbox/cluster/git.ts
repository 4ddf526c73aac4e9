import { execFile } from "node:child_process";
import { promisify } from "node:util";

const execute = promisify(execFile);
const MAX_BUFFER = 64 * 1024 * 1024;

/** Runs git with these arguments. @returns what it prints */
export type Git = (args: readonly string[]) => Promise<string>;

/**
 * Git that reads over HTTP with a token. The token travels in the environment: a command line is for everyone to read.
 */
export function gitWith(token: string): Git {
  const basic = Buffer.from(`x-access-token:${token}`).toString("base64");
  const env = {
    PATH: process.env["PATH"],
    GIT_TERMINAL_PROMPT: "0",
    GIT_CONFIG_NOSYSTEM: "1",
    GIT_CONFIG_GLOBAL: "/dev/null",
    GIT_CONFIG_COUNT: "1",
    GIT_CONFIG_KEY_0: "http.extraHeader",
    GIT_CONFIG_VALUE_0: `Authorization: Basic ${basic}`,
  };
  return async (args) => (await execute("git", [...args], { env, maxBuffer: MAX_BUFFER })).stdout;
}
