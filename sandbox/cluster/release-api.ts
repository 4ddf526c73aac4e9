import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { symlink } from "node:fs/promises";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { setTimeout as sleep } from "node:timers/promises";

export interface ReleaseApiOptions {
  /** The release repository's checkout, with the program and the database. */
  readonly checkout: string;
  /** The `node_modules` that an image would contain. */
  readonly packages: string;
  /** Where the dashboard's links to commits and runs lead. */
  readonly githubUrl: string;
}

export interface ReleaseApiAnswer {
  readonly status: number;
  readonly text: string;
}

/** The release API of a checkout, in its own process. */
export interface ReleaseApi {
  readonly url: string;
  ask(path: string): Promise<ReleaseApiAnswer>;
  /** Makes it serve the current checkout. @throws if it cannot use that */
  takeOver(): Promise<void>;
  stop(): Promise<void>;
}

const STOP_MS = 5_000;
/** How long to wait before repeating a request that the release API was too busy for. */
const AGAIN_MS = 250;

/** Starts the release API from a checkout, and waits until it serves the database. */
export async function startReleaseApi({
  checkout,
  packages,
  githubUrl,
}: ReleaseApiOptions): Promise<ReleaseApi> {
  await symlink(packages, join(checkout, "node_modules"));
  const child = spawn(process.execPath, ["apps/release-api/main.ts"], {
    cwd: checkout,
    env: { PATH: process.env["PATH"], PORT: "0", DRAIN_SECONDS: "0", GITHUB_SERVER_URL: githubUrl },
    stdio: ["ignore", "pipe", "inherit"],
  });
  const url = await addressOf(child);
  const api: ReleaseApi = {
    url,
    ask: (path) => askPatiently(url + path),
    async takeOver() {
      const { status, text } = await askPatiently(`${url}/v1/reload`, "POST");
      if (status !== 200) throw new Error(`The release API refuses the checkout: ${status} ${text}`);
    },
    async stop() {
      if (child.exitCode !== null || child.signalCode !== null) return;
      const exit = once(child, "exit");
      child.kill("SIGINT");
      const hard = setTimeout(() => child.kill("SIGKILL"), STOP_MS);
      await exit;
      clearTimeout(hard);
    },
  };
  try {
    await api.takeOver();
  } catch (error) {
    await api.stop();
    throw error;
  }
  return api;
}

/**
 * On a busy machine the release API's guard answers 503 for a while; that says nothing about the checkout.
 * @throws when the release API is gone
 */
async function askPatiently(url: string, method = "GET"): Promise<ReleaseApiAnswer> {
  for (;;) {
    const answer = await fetch(url, { method });
    const text = await answer.text();
    if (answer.status !== 503) return { status: answer.status, text };
    await sleep(AGAIN_MS);
  }
}

/** From its log, which is then drained so that the process never waits for a reader. */
async function addressOf(child: ChildProcess): Promise<string> {
  const { promise, resolve, reject } = Promise.withResolvers<string>();
  child.once("error", reject);
  child.once("exit", (code, signal) => reject(new Error(`The release API ended with ${code ?? signal}.`)));
  if (child.stdout === null) throw new Error("The release API has no log.");
  createInterface({ input: child.stdout }).on("line", (line) => {
    const [, address] = /listening at (http:[^"\s]+)/.exec(line) ?? [];
    if (address !== undefined) resolve(address);
  });
  return await promise;
}
