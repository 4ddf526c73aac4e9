import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { startGitHub, type App, type GitHub, type Installation } from "@release-channels/sandbox";
import type { Certificate } from "./certificate.ts";
import { run } from "./run.ts";

/** Text by path; undefined removes the file. */
export type Changes = Readonly<Record<string, string | undefined>>;

/** The sandbox's GitHub, with an App of the platform team, and clones to commit from. */
export interface Hub {
  readonly github: GitHub;
  readonly app: App;
  /** The path of its certificate, for programs that must be told what to trust. */
  readonly certificate: string;
  /** The App's installation in an account, created on the first call. */
  readonly installation: (account: string) => Installation;
  /** A token of octocat's that may read and write the repository. */
  readonly token: (fullName: string) => string;
  /** A token of octocat's that may read the repository, its statuses and deployments. */
  readonly reader: (fullName: string) => string;
  /** Pushes a commit to a branch, by default `main`. @returns the commit, 40 hex */
  readonly commit: (fullName: string, message: string, changes: Changes, branch?: string) => Promise<string>;
  /** Puts `main` back to an earlier commit, as a forced push does. @param sha 40 hex */
  readonly putBack: (fullName: string, sha: string) => Promise<void>;
  /** Deletes a branch to which it has pushed a commit. */
  readonly deleteBranch: (fullName: string, branch: string) => Promise<void>;
  readonly stop: () => Promise<void>;
}

/** @param tls over https; otherwise over http, for programs that cannot be given a certificate */
export async function startHub(folder: string, tls?: Certificate): Promise<Hub> {
  const github = await startGitHub({ directory: join(folder, "github"), ...(tls && { tls }) });
  const app = await github.createApp({
    slug: "release-channels",
    permissions: { statuses: "write", deployments: "write", contents: "read", pull_requests: "read" },
  });
  const installations = new Map<string, Installation>();
  const token = (fullName: string): string =>
    github.createToken({
      actor: "octocat",
      kind: "pat",
      repositories: [fullName],
      permissions: { contents: "write", metadata: "read" },
    });
  return {
    github,
    app,
    certificate: join(folder, "tls.pem"),
    installation: (account) => {
      const installation = installations.get(account) ?? github.installApp(app, account);
      installations.set(account, installation);
      return installation;
    },
    token,
    reader: (fullName) =>
      github.createToken({
        actor: "octocat",
        kind: "pat",
        repositories: [fullName],
        permissions: { contents: "read", metadata: "read", statuses: "read", deployments: "read" },
      }),
    commit: async (fullName, message, changes, branch = "main") => {
      const clone = join(folder, "clones", fullName, branch);
      const git = gitWith(token(fullName), join(folder, "tls.pem"));
      const { cloneUrl } = github.repository(fullName);
      rmSync(clone, { recursive: true, force: true });
      await git(["clone", "--quiet", cloneUrl, clone]);
      await git(["-C", clone, "checkout", "--quiet", "-B", branch, ...(await startOf(git, clone, branch))]);
      for (const [path, text] of Object.entries(changes)) change(join(clone, path), text);
      await git(["-C", clone, "add", "--all"]);
      await git(["-C", clone, "commit", "--quiet", "--allow-empty", "--message", message]);
      await git(["-C", clone, "push", "--quiet", "origin", branch]);
      return (await git(["-C", clone, "rev-parse", "HEAD"])).trim();
    },
    putBack: async (fullName, sha) => {
      const clone = join(folder, "clones", fullName, "put-back");
      const git = gitWith(token(fullName), join(folder, "tls.pem"));
      rmSync(clone, { recursive: true, force: true });
      await git(["clone", "--quiet", github.repository(fullName).cloneUrl, clone]);
      await git(["-C", clone, "push", "--quiet", "--force", "origin", `${sha}:refs/heads/main`]);
    },
    deleteBranch: async (fullName, branch) => {
      const git = gitWith(token(fullName), join(folder, "tls.pem"));
      await git([
        "-C",
        join(folder, "clones", fullName, branch),
        "push",
        "--quiet",
        "origin",
        "--delete",
        branch,
      ]);
    },
    stop: () => github.close(),
  };
}

type Git = (args: readonly string[]) => Promise<string>;

async function startOf(git: Git, clone: string, branch: string): Promise<readonly string[]> {
  const found = await git(["-C", clone, "ls-remote", "--heads", "origin", branch]);
  return found === "" ? [] : [`origin/${branch}`];
}

function change(path: string, text: string | undefined): void {
  if (text === undefined) return rmSync(path);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
}

/** The token travels in the environment: anyone can read a command line. */
function gitWith(token: string, certificate: string): Git {
  const basic = Buffer.from(`x-access-token:${token}`).toString("base64");
  const author = { NAME: "Mona", EMAIL: "mona@example.com" };
  const env = {
    GIT_CONFIG_NOSYSTEM: "1",
    GIT_CONFIG_GLOBAL: "/dev/null",
    GIT_SSL_CAINFO: certificate,
    GIT_CONFIG_COUNT: "1",
    GIT_CONFIG_KEY_0: "http.extraHeader",
    GIT_CONFIG_VALUE_0: `Authorization: Basic ${basic}`,
    GIT_AUTHOR_NAME: author.NAME,
    GIT_AUTHOR_EMAIL: author.EMAIL,
    GIT_COMMITTER_NAME: author.NAME,
    GIT_COMMITTER_EMAIL: author.EMAIL,
  };
  return (args) => run("git", args, { env });
}
