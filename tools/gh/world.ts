import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  authenticated,
  launch,
  runGit,
  startGitHub,
  startRunner,
  type GitHub,
  type WorkflowRun,
} from "@release-channels/sandbox";
import { ghSocket, setUpGh } from "../demo/gh.ts";
import { releaseRepository } from "../demo/template.ts";

export const RELEASES = "acme/releases";

/** What a command came to. */
export interface Said {
  readonly code: number | null;
  /** Standard output and standard error. */
  readonly text: string;
}

/** A platform engineer's clone of a release repository, on a GitHub of its own. */
export interface GhWorld {
  readonly github: GitHub;
  /** Runs a command in the clone, and shows it as a terminal would. @param stdin what it reads */
  readonly sh: (command: string, stdin?: string) => Promise<Said>;
  /** Runs a command that starts a workflow. @returns the run */
  starting(command: string): Promise<WorkflowRun>;
  close(): Promise<void>;
}

/** @param show gets all that a terminal would show, without the token */
export async function startGhWorld(show: (text: string) => void): Promise<GhWorld> {
  const directory = await mkdtemp(join(tmpdir(), "release-channels-gh-"));
  const github = await startGitHub({ directory: join(directory, "github"), socket: ghSocket(directory) });
  const runner = await startRunner({ github, directory: join(directory, "runner"), concurrency: 2 });
  const { cloneUrl } = await github.createRepository(RELEASES, await releaseRepository());
  // What gh shows is about releases, not about the image that each of them would build.
  runner.setVariable(RELEASES, "PUBLISH", "false");
  const token = github.createToken({
    actor: "octocat",
    kind: "pat",
    repositories: [RELEASES],
    permissions: { actions: "write", contents: "write", metadata: "read", secrets: "write" },
  });
  const clone = join(directory, "releases");
  await runGit(directory, "clone", "--quiet", authenticated(cloneUrl, token), clone);
  const env = {
    PATH: process.env["PATH"],
    HOME: directory,
    NO_COLOR: "1",
    GH_NO_UPDATE_NOTIFIER: "1",
    ...(await setUpGh(directory, token)),
  };
  const sh: GhWorld["sh"] = async (command, stdin = "") => {
    const { exitCode, stdout, stderr } = await launch({
      command: "bash",
      args: ["-c", command],
      cwd: clone,
      env,
      stdin,
    });
    const text = `${stdout.toString("utf8")}${stderr.toString("utf8")}`;
    show(
      `$ ${command}\n${text}${exitCode === 0 ? "" : `[exit code ${exitCode}]\n`}\n`.replaceAll(token, "…"),
    );
    return { code: exitCode, text };
  };
  return {
    github,
    sh,
    async starting(command) {
      const started = new Promise<WorkflowRun>((resolve) => {
        const stop = runner.onProgress(({ kind, run }) => {
          if (kind !== "run-queued") return;
          stop();
          resolve(run);
        });
      });
      const { code, text } = await sh(command);
      if (code !== 0) throw new Error(`${command} ended with ${code}: ${text}`);
      return await started;
    },
    async close() {
      await runner.close();
      await github.close();
      await rm(directory, { recursive: true, force: true });
    },
  };
}
