import { git } from "../github/git/process.ts";

/** Runs git with these arguments. @returns what it prints */
export type Git = (args: readonly string[]) => Promise<string>;

/**
 * Git that reads over HTTP with a token. The token travels in the environment: anyone can read a command line.
 */
export function gitWith(token: string): Git {
  const basic = Buffer.from(`x-access-token:${token}`).toString("base64");
  const env = {
    GIT_CONFIG_COUNT: "1",
    GIT_CONFIG_KEY_0: "http.extraHeader",
    GIT_CONFIG_VALUE_0: `Authorization: Basic ${basic}`,
  };
  return async (args) => (await git(args, { env })).toString("utf8");
}
