import { readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { gitWith, type Git } from "./git.ts";
import { readManifests } from "./manifests.ts";
import { notify, type NotificationOptions, type Rollout } from "./notifications.ts";
import {
  startReleaseApi,
  type ReleaseApi,
  type ReleaseApiAnswer,
  type ReleaseApiOptions,
} from "./release-api.ts";

export interface ClusterOptions {
  /** The release repository's clone address. */
  readonly cloneUrl: string;
  readonly branch: string;
  /** A token that may read it. */
  readonly token: string;
  /** Where the checkout is kept; it must not exist. */
  readonly directory: string;
  /** Argo CD polls every 120 s or more; a demo cannot wait that long. */
  readonly pollMs: number;
  /** Runs the release API of the synced revision; without it the cluster only pulls. */
  readonly releaseApi?: Omit<ReleaseApiOptions, "checkout">;
  /** The folder that the Application follows: a revision that leaves its manifests unchanged causes no rollout. */
  readonly folder: string;
  /** Reports to GitHub how each rollout went, as Argo CD's notifications do; without it nothing is reported. */
  readonly notifications?: NotificationOptions;
}

/** A revision that the cluster has synced. */
export interface Sync {
  readonly at: Date;
  /** 40 hex. */
  readonly revision: string;
}

export interface Cluster {
  readonly revision: string;
  /** The release API's address; undefined when none runs. */
  readonly releaseApiUrl: string | undefined;
  /**
   * Asks the release API, and retries while it is overloaded.
   * @param path such as `/v1/releases`
   */
  ask(path: string): Promise<ReleaseApiAnswer>;
  /** The text of a file at the synced revision. */
  read(path: string): Promise<string>;
  /** Pulls now, as Argo CD does when its webhook is called. */
  refresh(): Promise<void>;
  onSync(listener: (sync: Sync) => void): void;
  /** Waits for a revision, for as long as it takes. @throws if a pull fails meanwhile, or the cluster is closed */
  waitFor(revision: string): Promise<void>;
  close(): Promise<void>;
}

/** Starts a stand-in for Argo CD: it pulls a repository by git and follows one branch. Real git, over HTTP. */
export async function startCluster(options: ClusterOptions): Promise<Cluster> {
  const { cloneUrl, branch, directory } = options;
  const git = gitWith(options.token);
  await git(["clone", "--quiet", "--single-branch", "--branch", branch, cloneUrl, directory]);
  const { releaseApi } = options;
  const api = releaseApi && (await startReleaseApi({ checkout: directory, ...releaseApi }));
  const synced = {
    revision: await headOf(directory, git),
    manifests: await readManifests(join(directory, options.folder)),
  };
  const cluster = new GitCluster(options, git, synced, api);
  cluster.start();
  return cluster;
}

class GitCluster implements Cluster {
  revision: string;
  readonly #options: ClusterOptions;
  readonly #git: Git;
  readonly #api: ReleaseApi | undefined;
  readonly #listeners: ((sync: Sync) => void)[] = [];
  readonly #closing = new AbortController();
  readonly #waiting = new Set<(failure: Error) => void>();
  #pulling: Promise<void> = Promise.resolve();
  /** What is rolled out. */
  #manifests: string;
  /** The revision whose rollout was reported as failed. */
  #failed: string | undefined;

  constructor(
    options: ClusterOptions,
    git: Git,
    { revision, manifests }: { readonly revision: string; readonly manifests: string },
    api: ReleaseApi | undefined,
  ) {
    this.#options = options;
    this.#git = git;
    this.revision = revision;
    this.#manifests = manifests;
    this.#api = api;
  }

  get releaseApiUrl(): string | undefined {
    return this.#api?.url;
  }

  async ask(path: string): Promise<ReleaseApiAnswer> {
    if (this.#api === undefined) throw new Error("The cluster runs no release API.");
    return await this.#api.ask(path);
  }

  start(): void {
    void this.#poll();
  }

  /** The next pull is due some time after the last one ends, so that they never queue up on a slow machine. */
  async #poll(): Promise<void> {
    const { signal } = this.#closing;
    while (!signal.aborted) {
      await sleep(this.#options.pollMs, undefined, { signal }).catch(() => undefined);
      if (!signal.aborted) await this.refresh().catch((error: unknown) => this.#fail("cannot pull", error));
    }
  }

  #fail(what: string, cause?: unknown): void {
    const reason = cause instanceof Error ? `: ${cause.message}` : "";
    const failure = new Error(`The cluster ${what}${reason}; it is at ${this.revision}.`, { cause });
    for (const reject of this.#waiting) reject(failure);
  }

  async read(path: string): Promise<string> {
    return await readFile(join(this.#options.directory, path), "utf8");
  }

  /** One pull at a time: git locks its index. */
  async refresh(): Promise<void> {
    this.#pulling = this.#pulling.catch(() => undefined).then(() => this.#pull());
    await this.#pulling;
  }

  onSync(listener: (sync: Sync) => void): void {
    this.#listeners.push(listener);
  }

  async waitFor(revision: string): Promise<void> {
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const check = (): void => {
      if (this.revision === revision) resolve();
    };
    this.onSync(check);
    this.#waiting.add(reject);
    check();
    await promise.finally(() => this.#waiting.delete(reject));
  }

  async close(): Promise<void> {
    this.#closing.abort();
    this.#fail("was closed");
    await this.#pulling.catch(() => undefined);
    await this.#api?.stop();
    await rm(this.#options.directory, { recursive: true, force: true });
  }

  async #pull(): Promise<void> {
    const { directory, branch, folder } = this.#options;
    await this.#git(["-C", directory, "fetch", "--quiet", "--no-auto-maintenance", "origin", branch]);
    await this.#git(["-C", directory, "reset", "--quiet", "--hard", `origin/${branch}`]);
    const revision = await headOf(directory, this.#git);
    if (revision === this.revision) return;
    const manifests = await readManifests(join(directory, folder));
    const isRollout = manifests !== this.#manifests;
    if (isRollout) await this.#rollOut(revision);
    this.#manifests = manifests;
    this.revision = revision;
    for (const listener of this.#listeners) listener({ at: new Date(), revision });
    if (isRollout) await this.#tell(revision, "success", (name) => `${name} is synced and healthy`);
  }

  /** @throws the release API's objection, on every attempt */
  async #rollOut(revision: string): Promise<void> {
    const isTold = this.#failed === revision;
    if (!isTold) await this.#tell(revision, "in_progress", (name) => `Argo CD is syncing ${name}`);
    try {
      await this.#api?.takeOver();
    } catch (error) {
      this.#failed = revision;
      if (!isTold) await this.#tell(revision, "failure", (name) => `${name} is degraded: ${String(error)}`);
      throw error;
    }
  }

  async #tell(
    revision: string,
    state: Rollout["state"],
    message: (application: string) => string,
  ): Promise<void> {
    const { notifications } = this.#options;
    if (notifications === undefined) return;
    await notify(notifications, { revision, state, message: message(notifications.application) });
  }
}

async function headOf(directory: string, git: Git): Promise<string> {
  return (await git(["-C", directory, "rev-parse", "HEAD"])).trim();
}
