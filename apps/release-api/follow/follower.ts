import { followBranch, textAt, type SeenHead } from "../../../lib/github/commits/followed-branch.ts";
import { GitHubFailure } from "../../../lib/github/failure/failure.ts";
import type { MaskingLog } from "../../../lib/github/log.ts";
import { fullName } from "../../../lib/github/repository.ts";
import { keepFiles } from "./kept-files.ts";
import { ReleaseRepository } from "./release-repository.ts";
import type { FollowSettings } from "./settings.ts";

/** How the branch was found last. */
export interface Followed {
  /** The commit whose files were read last: 40 hex; undefined before the first. */
  readonly commit: string | undefined;
  /** When GitHub last said where the branch is. */
  readonly seenAt: Date | undefined;
  /** Why the last look failed; undefined if it did not. */
  readonly problem: string | undefined;
}

/** After failures, looks become rarer up to this. */
const LONGEST_WAIT_MS = 300_000;

/**
 * Follows the branch of a release repository: looks where it is every few seconds, and at once when it is told to. A look
 * that fails leaves the files as they are.
 */
export class Follower {
  readonly #settings: FollowSettings;
  readonly #releases: ReleaseRepository;
  readonly #log: MaskingLog;
  readonly #serve: () => Promise<unknown>;
  #seen: SeenHead | undefined;
  #followed: Followed = { commit: undefined, seenAt: undefined, problem: undefined };
  #failures = 0;
  #running: Promise<void> = Promise.resolve();
  #waiting: Promise<void> | undefined;
  #timer: NodeJS.Timeout | undefined;
  #isClosed = false;

  /** @param serve reads the files that are kept now */
  constructor(settings: FollowSettings, log: MaskingLog, serve: () => Promise<unknown>) {
    this.#settings = settings;
    this.#releases = new ReleaseRepository(settings, log);
    this.#log = log;
    this.#serve = serve;
  }

  /** `owner/name`. */
  get repository(): string {
    return fullName(this.#settings.repository);
  }

  get branch(): string {
    return this.#settings.branch;
  }

  get followed(): Followed {
    return this.#followed;
  }

  /** Looks now, and then again and again until it is closed. Callers during a look all share the next one. */
  look(): Promise<void> {
    this.#waiting ??= this.#next();
    return this.#waiting;
  }

  close(): void {
    this.#isClosed = true;
    clearTimeout(this.#timer);
  }

  #next(): Promise<void> {
    const next = this.#lookAfter(this.#running);
    this.#running = next;
    return next;
  }

  async #lookAfter(running: Promise<void>): Promise<void> {
    await running;
    this.#waiting = undefined;
    if (this.#isClosed) return;
    clearTimeout(this.#timer);
    const wait = await this.#look();
    if (!this.#isClosed) this.#timer = setTimeout(() => void this.look(), wait);
  }

  /** @returns how long to wait until the next look, in milliseconds */
  async #look(): Promise<number> {
    const every = this.#settings.everySeconds * 1000;
    try {
      await this.#read();
      this.#failures = 0;
      return every;
    } catch (error) {
      this.#tellProblem(error instanceof Error ? error.message : String(error));
      this.#releases.forget();
      this.#failures += 1;
      return waitAfter(error, Math.min(LONGEST_WAIT_MS, every * 2 ** this.#failures));
    }
  }

  async #read(): Promise<void> {
    const { branch, database, policy, folder } = this.#settings;
    const repository = await this.#releases.reach();
    const seen = await followBranch(repository, branch, this.#seen);
    if (seen !== this.#seen && seen.commit !== this.#followed.commit) {
      const files = new Map<string, string>();
      for (const path of [database, policy]) {
        const text = await textAt(repository, seen.commit, path);
        if (text !== undefined) files.set(path, text);
      }
      keepFiles(folder, seen.commit, files);
      await this.#serve();
      this.#log.info(`Read ${branch} at ${seen.commit}.`);
    }
    this.#seen = seen;
    if (this.#followed.problem !== undefined) this.#log.info("The release repository can be read again.");
    this.#followed = { commit: seen.commit, seenAt: new Date(), problem: undefined };
  }

  /** Once, until it changes. */
  #tellProblem(problem: string): void {
    if (problem !== this.#followed.problem)
      this.#log.warning(`The release repository cannot be read. ${problem}`);
    this.#followed = { ...this.#followed, problem };
  }
}

/** GitHub says how long a limit lasts. */
function waitAfter(error: unknown, usual: number): number {
  const failure = error instanceof GitHubFailure ? error.failure : undefined;
  if (failure?.code !== "rate-limit") return usual;
  return Math.max(usual, failure.until - Date.now());
}
