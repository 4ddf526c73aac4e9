import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { listFilesBelow, readBlobs, resolveCommit } from "../runner/git.ts";
import { gitWith, type Git } from "./git.ts";

/** What Helm, kustomize and plain folders read. */
const RENDERED = /\.(?:ya?ml|json|tpl|txt)$|(?:^|\/)Kustomization$/;

/** An engine's copies of the repositories that it reads: real git, over HTTP, with one token. */
export class Mirrors {
  readonly #directory: string;
  readonly #git: Git;
  readonly #fetching = new Map<string, Promise<void>>();
  /** Fetches that have not begun yet: whoever asks meanwhile gets what they bring. */
  readonly #waiting = new Map<string, Promise<void>>();

  constructor(directory: string, token: string) {
    this.#directory = directory;
    this.#git = gitWith(token);
  }

  /** Fetches what the repository has now, one fetch of it after the other. @throws git's error */
  fetch(repoUrl: string): Promise<void> {
    const waiting = this.#waiting.get(repoUrl);
    if (waiting !== undefined) return waiting;
    const before = this.#fetching.get(repoUrl) ?? Promise.resolve();
    const fetched = before
      .catch(() => undefined)
      .then(() => {
        this.#waiting.delete(repoUrl);
        this.#fetching.set(repoUrl, fetched);
        return this.#fetchNow(repoUrl);
      });
    this.#waiting.set(repoUrl, fetched);
    return fetched;
  }

  async #fetchNow(repoUrl: string): Promise<void> {
    const directory = this.#pathOf(repoUrl);
    if (!existsSync(directory)) {
      await mkdir(directory, { recursive: true });
      await this.#git(["init", "--quiet", "--bare", "--template=", directory]);
    }
    const refs = ["+refs/heads/*:refs/heads/*", "+refs/tags/*:refs/tags/*", "+HEAD:refs/remotes/origin/HEAD"];
    await this.#git([
      "--git-dir",
      directory,
      "fetch",
      "--quiet",
      "--no-auto-maintenance",
      "--prune",
      repoUrl,
      ...refs,
    ]);
  }

  /** @returns the commit, 40 hex; a commit's own id unchecked, as in Argo CD; undefined for what does not exist */
  async resolve(repoUrl: string, revision: string): Promise<string | undefined> {
    if (/^[0-9a-f]{40}$/.test(revision)) return revision;
    const name = revision === "HEAD" || revision === "" ? "refs/remotes/origin/HEAD" : revision;
    return await resolveCommit(this.#pathOf(repoUrl), [name]);
  }

  async has(repoUrl: string, commit: string): Promise<boolean> {
    return (await resolveCommit(this.#pathOf(repoUrl), [commit])) === commit;
  }

  /** The files below a folder of a commit, by their paths within it; without text for those that nothing renders. */
  async files(repoUrl: string, commit: string, folder: string): Promise<ReadonlyMap<string, string>> {
    const gitDir = this.#pathOf(repoUrl);
    const blobs = await listFilesBelow(gitDir, commit, folder);
    const rendered = [...blobs].filter(([path]) => RENDERED.test(path));
    const texts = await readBlobs(
      gitDir,
      rendered.map(([, blob]) => blob),
    );
    const byPath = new Map(rendered.map(([path], index) => [path, texts[index] ?? ""]));
    return new Map([...blobs.keys()].map((path) => [path, byPath.get(path) ?? ""]));
  }

  /** The answer of `revisions/{sha}/metadata`. */
  async metadata(repoUrl: string, commit: string): Promise<Record<string, unknown>> {
    const gitDir = this.#pathOf(repoUrl);
    const format = "--format=%an <%ae>%x00%aI%x00%B";
    const text = await this.#git(["--git-dir", gitDir, "log", "-1", format, commit]);
    const [author = "", date = "", message = ""] = text.split("\0");
    const tags = await this.#git(["--git-dir", gitDir, "tag", "--points-at", commit]);
    const names = tags.split("\n").filter(Boolean);
    return {
      author,
      date: `${new Date(date).toISOString().slice(0, 19)}Z`,
      ...(names.length === 0 ? {} : { tags: names }),
      message: message.trim(),
    };
  }

  #pathOf(repoUrl: string): string {
    return join(this.#directory, `${createHash("sha256").update(repoUrl).digest("hex").slice(0, 16)}.git`);
  }
}
