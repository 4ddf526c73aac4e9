import { createPrivateKey } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { SignJWT } from "jose";
import { launch } from "../processes/launch.ts";
import type { App, GitHub, Permissions, TokenGrant } from "./model.ts";
import { startGitHub, type GitHubOptions } from "./start.ts";

/** A GitHub with its own folder; `stop` removes both. */
export interface TestGitHub extends GitHub {
  readonly directory: string;
  stop(): Promise<void>;
}

export async function testGitHub(options: Omit<GitHubOptions, "directory"> = {}): Promise<TestGitHub> {
  const directory = await mkdtemp(join(tmpdir(), "sandbox-github-"));
  const github = await startGitHub({ ...options, directory });
  return {
    ...github,
    directory,
    stop: async () => {
      await github.close();
      await rm(directory, { recursive: true, force: true });
    },
  };
}

/** A token of octocat's for these repositories. */
export const tokenFor = (
  github: GitHub,
  repositories: readonly string[],
  permissions: Permissions,
  kind: TokenGrant["kind"] = "pat",
): string =>
  github.createToken({
    actor: kind === "actions" ? "github-actions[bot]" : "octocat",
    kind,
    repositories,
    permissions,
  });

/** Runs this machine's git, without anybody's configuration. */
export const runGit = (cwd: string, ...args: readonly string[]): Promise<string> => feedGit(cwd, "", ...args);

/** Runs it with something to read on its stdin. */
export async function feedGit(cwd: string, stdin: string, ...args: readonly string[]): Promise<string> {
  const identity = ["-c", "user.name=Mona", "-c", "user.email=mona@example.com"];
  const { exitCode, stdout, stderr } = await launch({
    command: "git",
    args: [...identity, ...args],
    cwd,
    env: { PATH: process.env["PATH"], HOME: cwd, GIT_CONFIG_NOSYSTEM: "1", GIT_TERMINAL_PROMPT: "0" },
    stdin,
  });
  const said = stdout.toString("utf8") + stderr.toString("utf8");
  if (exitCode !== 0) throw new Error(`git ${args.join(" ")} ended with ${exitCode}: ${said}`);
  return said;
}

/** The clone address with a token in it. */
export const authenticated = (cloneUrl: string, token: string): string =>
  cloneUrl.replace("http://", `http://x-access-token:${token}@`);

/**
 * A JWT that an App authenticates with, as GitHub's documentation makes it: a minute old, for nine more.
 * @param claims instead of these; one that is undefined is left out
 */
export function appJwt(
  app: App,
  options: { readonly at?: Date; readonly claims?: object; readonly privateKey?: string } = {},
): Promise<string> {
  const { at = new Date(), claims = {}, privateKey = app.privateKey } = options;
  const now = Math.floor(at.getTime() / 1000);
  return new SignJWT({ iat: now - 60, exp: now + 540, iss: app.clientId, ...claims })
    .setProtectedHeader({ alg: "RS256" })
    .sign(createPrivateKey(privateKey));
}
